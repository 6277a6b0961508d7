import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { repository } from './testing/repository.js';
import { ADDITIONS, withAddition } from './testing/tutorial-additions.js';

test('the files have the places where section 8 of docs/tutorial.md adds to them', () => {
  const files = new Map<string, string>();
  const read = (file: string) => files.get(file) ?? readFileSync(join(repository, file), 'utf8');
  // A reader of the page may have added some of it already.
  for (const { file, text } of ADDITIONS) files.set(file, read(file).replace(text, ''));
  for (const addition of ADDITIONS) files.set(addition.file, withAddition(read(addition.file), addition));
  expect(ADDITIONS.length).toBeGreaterThan(3);
  for (const { file, text } of ADDITIONS) expect(read(file)).toContain(text);
});
