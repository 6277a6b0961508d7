import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { EventLog } from './stores/testing/event-log.js';
import { removeTemporaryFolders, temporaryFolder } from './stores/testing/temporary-folder.js';
import { openTokenFile, type TokenFile, TokenFileError } from './write-token-file.js';

const opened: TokenFile[] = [];

afterEach(() => {
  for (const file of opened.splice(0)) file.close();
  removeTemporaryFolders();
});

function open(text: string) {
  const path = join(temporaryFolder(), 'tokens');
  writeFileSync(path, text);
  const log = new EventLog<string>();
  const file = openTokenFile(path, pino({ base: null }, { write: log.add }));
  opened.push(file);
  return { path, log, file };
}

describe('a token file', () => {
  test('has a name and a token on each line, with comments and empty lines between', () => {
    const { file } = open('\ufeff# who may write\n\nann  s3cret # until May\r\n\tbob\tt0ken\n  # nobody\n');
    expect(file.tokens()).toEqual([
      { name: 'ann', token: 's3cret' },
      { name: 'bob', token: 't0ken' },
    ]);
  });

  test('may have a # within a token', () => {
    expect(open('ann a#b\n').file.tokens()).toEqual([{ name: 'ann', token: 'a#b' }]);
  });

  test.each([
    ['without a token', '# nobody yet\n', 'holds no token.'],
    ['with a token that has no name', 'ann a\ns3cret\n', 'line 2, must hold a name and a token.'],
    ['with a third word', 'ann a b\n', 'line 1, must hold a name and a token.'],
    [
      'with a token that no header can carry',
      'ann sécret\n',
      'line 1, has a token with characters other than visible ASCII.',
    ],
  ])('%s is refused, with its path and without the token', (_, text, message) => {
    const attempt = () => open(text);
    expect(attempt).toThrow(TokenFileError);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow('tokens');
    expect(attempt).not.toThrow(/s.cret/);
  });

  test('that is not there is refused', () => {
    const attempt = () => openTokenFile(join(temporaryFolder(), 'none'), pino({ level: 'silent' }));
    expect(attempt).toThrow(/^The token file .*none can't be read: ENOENT/);
  });
});

describe('a token file that changes', () => {
  test.each<[string, (path: string, text: string) => void]>([
    ['in place', writeFileSync],
    ['by a new file', replace],
  ])('%s is read anew, and its names are logged, but no token', async (_, change) => {
    const { path, log, file } = open('ann old-token\n');
    change(path, 'bob new-token\n');
    const line = await log.first((entry) => entry.includes('read anew'));
    expect(line).toContain('"names":["bob"]');
    expect(file.tokens()).toEqual([{ name: 'bob', token: 'new-token' }]);
    expect(log.events.join('')).not.toContain('-token');
  });

  test('into something that can not be used leaves the tokens as they were, until it is mended', async () => {
    const { path, log, file } = open('ann a-token\n');
    writeFileSync(path, 'broken\n');
    expect(await log.first((entry) => entry.includes('stay as they were'))).toContain('line 1');
    expect(file.tokens()).toEqual([{ name: 'ann', token: 'a-token' }]);
    writeFileSync(path, 'ann mended\n');
    await log.first((entry) => entry.includes('read anew'));
    expect(file.tokens()).toEqual([{ name: 'ann', token: 'mended' }]);
  });

  test('into nothing leaves the tokens as they were', async () => {
    const { path, log, file } = open('ann a-token\n');
    rmSync(path);
    await log.first((entry) => entry.includes('stay as they were'));
    expect(file.tokens()).toEqual([{ name: 'ann', token: 'a-token' }]);
  });
});

function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
