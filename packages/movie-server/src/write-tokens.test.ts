import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { RecordedLog, TemporaryFolder } from 'test-kit';
import { openTokenFile, TokenFileError } from './write-tokens.js';

/** A token file with this text, in a folder of its own. */
function open(text: string) {
  const folder = new TemporaryFolder();
  const path = folder.write('tokens', text);
  const log = new RecordedLog();
  try {
    const file = openTokenFile(path, log.logger);
    const dispose = () => {
      file.close();
      folder[Symbol.dispose]();
    };
    return { path, log, tokens: file.tokens, [Symbol.dispose]: dispose };
  } catch (error) {
    folder[Symbol.dispose]();
    throw error;
  }
}

describe('a token file', () => {
  test('has a name and a token on each line, with comments and empty lines between', () => {
    using file = open('\ufeff# who may write\n\nann  s3cret # until May\r\n\tbob\tt0ken\n  # nobody\n');
    expect(file.tokens()).toEqual([
      { name: 'ann', token: 's3cret' },
      { name: 'bob', token: 't0ken' },
    ]);
  });

  test('may have a # within a token', () => {
    using file = open('ann a#b\n');
    expect(file.tokens()).toEqual([{ name: 'ann', token: 'a#b' }]);
  });

  test.each([
    ['without a token', '# nobody yet\n', 'has no token in it.'],
    ['with a token that has no name', 'ann a\ns3cret\n', 'line 2, must have a name and a token.'],
    ['with a third word', 'ann a b\n', 'line 1, must have a name and a token.'],
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
    using folder = new TemporaryFolder();
    const attempt = () => openTokenFile(folder.file('none'), new RecordedLog().logger);
    expect(attempt).toThrow(/^The token file .*none can't be read: .*ENOENT/);
  });
});

describe('a token file that changes', () => {
  test.each<[string, (path: string, text: string) => void]>([
    ['in place', writeFileSync],
    ['by a new file', replace],
  ])('%s is reloaded, and its names are logged, but no token', async (_, change) => {
    using file = open('ann old-token\n');
    const { path, log } = file;
    change(path, 'bob new-token\n');
    expect(await log.line('were reloaded')).toMatchObject({ names: ['bob'] });
    expect(file.tokens()).toEqual([{ name: 'bob', token: 'new-token' }]);
    expect(log.text).not.toContain('-token');
  });

  test('into something that can not be used leaves the tokens as they were, until it is fixed', async () => {
    using file = open('ann a-token\n');
    const { path, log } = file;
    writeFileSync(path, 'broken\n');
    expect((await log.line('stay as they were')).msg).toContain('line 1');
    expect(file.tokens()).toEqual([{ name: 'ann', token: 'a-token' }]);
    writeFileSync(path, 'ann fixed\n');
    await log.line('were reloaded');
    expect(file.tokens()).toEqual([{ name: 'ann', token: 'fixed' }]);
  });

  test('into nothing leaves the tokens as they were', async () => {
    using file = open('ann a-token\n');
    const { path, log } = file;
    rmSync(path);
    await log.line('stay as they were');
    expect(file.tokens()).toEqual([{ name: 'ann', token: 'a-token' }]);
  });
});

function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}
