import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { RecordedLog, TemporaryFolder } from 'test-kit';
import { openTokenFile, TokenFileError } from './write-tokens.js';

const { error: ERROR = 0, warn: WARN = 0 } = pino.levels.values;

/** A token file with this text, in a folder of its own. */
function open(text: string) {
  const folder = new TemporaryFolder();
  const path = folder.write('tokens', text);
  chmodSync(path, 0o600);
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

  test('into one without tokens has none that is valid, until it is fixed', async () => {
    const becomeUseless: [(path: string) => void, string][] = [
      [(path) => writeFileSync(path, ''), 'has no token in it.'],
      [(path) => writeFileSync(path, '# ann a-token\n'), 'has no token in it.'],
      [(path) => writeFileSync(path, 'broken\n'), 'line 1, must have a name and a token.'],
      [(path) => rmSync(path), "can't be read: "],
      [(path) => replaceByFolder(path), "can't be read: "],
    ];
    const attempts = becomeUseless.map(async ([change, reason]) => {
      using file = open('ann a-token\n');
      const { path, log } = file;
      change(path);
      expect(await log.line('nobody may write')).toMatchObject({ level: ERROR });
      expect(file.tokens()).toEqual([]);
      expect(log.lines.events[0]).toMatchObject({ level: ERROR, msg: expect.stringContaining(reason) });
      rmSync(path, { recursive: true, force: true });
      replace(path, 'ann a-token\n');
      await log.line('were reloaded');
      expect(file.tokens()).toEqual([{ name: 'ann', token: 'a-token' }]);
      expect(log.text).not.toContain('a-token');
    });
    await Promise.all(attempts);
  });

  test('in one line to something wrong loses that line only, so that no token outlives it', async () => {
    using file = open('ann a-token\nbob b-token\n');
    const { path, log } = file;
    writeFileSync(path, 'ann a token\ncarl c-token\n');
    expect(await log.line('line 1, must have')).toMatchObject({ level: ERROR });
    expect(await log.line('were reloaded')).toMatchObject({ names: ['carl'] });
    expect(file.tokens()).toEqual([{ name: 'carl', token: 'c-token' }]);
  });
});

const modes = process.platform === 'win32' ? describe.skip : describe;

modes(`the mode of a token file${process.platform === 'win32' ? ' (skipped: Windows has none)' : ''}`, () => {
  test.each([0o640, 0o604, 0o620, 0o602])('is warned of if others can read or change it: %o', async (mode) => {
    using folder = new TemporaryFolder();
    const path = folder.write('tokens', 'ann a-token\n');
    chmodSync(path, mode);
    const log = new RecordedLog();
    openTokenFile(path, log.logger).close();
    expect(log.lines.events).toMatchObject([{ level: WARN, msg: expect.stringContaining(path) }]);
  });

  test('is not warned of if only its owner can, and is warned of once it changes', async () => {
    using file = open('ann a-token\n');
    expect(file.log.text).toBe('');
    chmodSync(file.path, 0o644);
    await file.log.line('Other users can read');
    expect(file.tokens()).toHaveLength(1);
  });
});

const pipes = process.platform === 'win32' ? describe.skip : describe;

pipes(`a pipe for a token file${process.platform === 'win32' ? ' (skipped: Windows has none)' : ''}`, () => {
  test('is read once at the start, until a file takes its place', async () => {
    using folder = new TemporaryFolder();
    const path = folder.file('pipe');
    spawnSync('mkfifo', ['-m', '600', path]);
    const writer = spawn('sh', ['-c', 'echo bob b-token > "$1"', 'sh', path]);
    const log = new RecordedLog();
    const file = openTokenFile(path, log.logger);
    await once(writer, 'close');
    // Both look at their files every second, the other one last.
    using other = open('ann a-token\n');
    replace(other.path, 'ann new-token\n');
    await other.log.line('were reloaded');
    expect(file.tokens()).toEqual([{ name: 'bob', token: 'b-token' }]);
    expect(log.text).toBe('');
    replace(path, 'bob new-token\n');
    await log.line('were reloaded');
    expect(file.tokens()).toEqual([{ name: 'bob', token: 'new-token' }]);
    file.close();
  });

  test('that takes the place of the file is not read: nobody may write, and the server goes on', async () => {
    using file = open('ann a-token\n');
    const { path, log } = file;
    rmSync(path);
    spawnSync('mkfifo', ['-m', '600', path]);
    // Whoever did read the pipe gets this, so that a fault fails the test instead of stopping it.
    const writer = spawn('sh', ['-c', 'echo bob b-token > "$1"', 'sh', path]);
    await log.lines.first(() => true);
    writer.kill();
    expect(file.tokens()).toEqual([]);
    expect(log.text).toContain("can't be read: it is not a regular file.");
  });
});

function replace(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function replaceByFolder(path: string): void {
  rmSync(path);
  mkdirSync(path);
}
