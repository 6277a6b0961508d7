import { chmodSync } from 'node:fs';
import { afterEach, describe, expect, test } from '@jest/globals';
import { TemporaryFolder } from 'test-kit';
import { findPassword, passwordIn } from './find-password.js';

const PLACE = { host: 'db.example', port: 5432, database: 'movies', user: 'keeper' };

describe('the password in the text of a password file', () => {
  test.each([
    ['of a line that names all', 'db.example:5432:movies:keeper:secret', 'secret'],
    ['of a line with stars', '*:*:*:*:secret', 'secret'],
    ['of a short line', '*:*:*:keeper:s', 's'],
    ['of the first line that matches', '*:*:*:other:no\n*:*:*:keeper:first\n*:*:*:*:second\n', 'first'],
    ['not of a comment', '#*:*:*:*:no\n*:*:*:*:secret', 'secret'],
    ['with its colons and backslashes', String.raw`*:*:*:keeper:a\:b\\c`, String.raw`a:b\c`],
    ['of a line as Windows ends it', '*:*:*:*:secret\r\n', 'secret'],
    ['not of another host', 'db:5432:movies:keeper:no', undefined],
    ['not of another port', 'db.example:5433:movies:keeper:no', undefined],
    ['not of another database', 'db.example:5432:films:keeper:no', undefined],
    ['not of another user', 'db.example:5432:movies:reader:no', undefined],
    ['not of half a line', '*:*:*:*', undefined],
  ])('is that %s', (_which, text, password) => {
    expect(passwordIn(text, PLACE)).toBe(password);
  });

  test('is that of localhost for a socket of the system', () => {
    expect(passwordIn('localhost:5432:*:*:secret', { ...PLACE, host: '/var/run/postgresql' })).toBe('secret');
  });
});

describe('the password of a database', () => {
  const { PGPASSFILE, PGPASSWORD } = process.env;
  afterEach(() => {
    Object.assign(process.env, { PGPASSFILE: PGPASSFILE ?? '', PGPASSWORD: PGPASSWORD ?? '' });
  });

  test('is that of PGPASSWORD before that of a file', async () => {
    using folder = new TemporaryFolder();
    const file = folder.write('pgpass', '*:*:*:*:of-file');
    chmodSync(file, 0o600);
    Object.assign(process.env, { PGPASSFILE: file, PGPASSWORD: '' });
    expect(await findPassword(PLACE)).toBe('of-file');
    Object.assign(process.env, { PGPASSWORD: 'of-variable' });
    expect(await findPassword(PLACE)).toBe('of-variable');
  });

  test('is not taken from a file that others may read, nor is there one without a file', async () => {
    using folder = new TemporaryFolder();
    const file = folder.write('pgpass', '*:*:*:*:of-file');
    chmodSync(file, 0o640);
    Object.assign(process.env, { PGPASSFILE: file, PGPASSWORD: '' });
    await expect(findPassword(PLACE)).rejects.toThrow(
      `it wants a password; ${file} is not used, as others may read it`,
    );
    Object.assign(process.env, { PGPASSFILE: folder.file('none') });
    await expect(findPassword(PLACE)).rejects.toThrow(`set PGPASSWORD, or add a line to ${folder.file('none')}`);
  });
});
