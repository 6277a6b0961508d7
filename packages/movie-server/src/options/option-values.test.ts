import { availableParallelism } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import {
  bytes,
  count,
  database,
  duration,
  fileMode,
  host,
  names,
  oneOf,
  optional,
  origins,
  port,
  processes,
  text,
} from './option-values.js';
import { OptionValueError } from './parse-options.js';

describe('what is taken', () => {
  test.each([
    [duration(0)('0'), 0],
    [duration(1)('500ms'), 500],
    [duration(1)('10s'), 10_000],
    [duration(1)('5m'), 300_000],
    [duration(1)('480h'), 20 * 24 * 3_600_000],
    [bytes(1)('1'), 1],
    [bytes(1)('64KiB'), 65_536],
    [bytes(1)('4MiB'), 4_194_304],
    [bytes(1)('1GiB'), 2 ** 30],
    [bytes(1)('7B'), 7],
    [count(1)('1'), 1],
    [host('localhost'), 'localhost'],
    [host('::1'), '::1'],
    [host('[::1]'), '::1'],
    [host('unix:/run/movies.sock'), 'unix:/run/movies.sock'],
    [host('unix:///run/movies.sock'), 'unix:///run/movies.sock'],
    [host('unix:movies.sock'), 'unix:movies.sock'],
    [database('C:\\movies.json'), 'C:\\movies.json'],
    [database('postgresql://ann@db/movies'), 'postgresql://ann@db/movies'],
    [fileMode('0600'), 0o600],
    [fileMode('660'), 0o660],
    [port('0'), 0],
    [port('65535'), 65_535],
    [processes('64'), 64],
    [processes('auto'), Math.min(availableParallelism(), 64)],
    [optional(port)(''), undefined],
    [optional(port)('80'), 80],
    [oneOf(['a', 'b'])('b'), 'b'],
    [text(' x '), ' x '],
    [names(''), []],
    [names('movies.example.com, 10.0.0.1,::1'), ['movies.example.com', '10.0.0.1', '::1']],
    [origins('https://example.com,http://localhost:5173'), ['https://example.com', 'http://localhost:5173']],
  ])('%p is %p', (value, expected) => {
    expect(value).toEqual(expected);
  });
});

describe('what is refused', () => {
  test.each(['', '10', '-1s', '1.5s', '10 s', '10S', '1d', '0ms', '481h', '9999999999ms'])('the time %p', (value) => {
    expect(() => duration(1)(value)).toThrow(OptionValueError);
  });

  test.each(['', '0', '-1', '1.5MiB', '4MB', '4mib', '2GiB', '99999999999'])('the size %p', (value) => {
    expect(() => bytes(1)(value)).toThrow(OptionValueError);
  });

  test.each(['', '[]', '[localhost]', 'localhost:3001', '[::1]:3001', 'http://localhost', '/run/m', 'unix:'])(
    'the host %p',
    (value) => {
      expect(() => host(value)).toThrow(OptionValueError);
    },
  );

  test.each(['a:80', 'https://a', 'a b', ',', '*'])('the names %p', (value) => {
    expect(() => names(value)).toThrow(OptionValueError);
  });

  test.each(['example.com', 'https://example.com/', 'https://example.com/x', 'file://', 'null', '*', 'https://a:443'])(
    'the origins %p',
    (value) => {
      expect(() => origins(value)).toThrow(OptionValueError);
    },
  );

  test.each(['', 'mysql://ann@db/movies', 'postgres:/movies', 'http://db/movies.json'])('the database %p', (value) => {
    expect(() => database(value)).toThrow(OptionValueError);
  });

  test.each(['', '600.', '0o600', '0800', '1777', 'rw-------'])('the permissions %p', (value) => {
    expect(() => fileMode(value)).toThrow(OptionValueError);
  });

  test.each(['', '-1', '1.5', '65536', '0x50', '1e3', ' 80'])('the port %p', (value) => {
    expect(() => port(value)).toThrow(OptionValueError);
  });

  test.each(['', '0', '-1', '1.5', '1e3', '9999999999'])('the number %p', (value) => {
    expect(() => count(1)(value)).toThrow(OptionValueError);
  });

  test.each(['', '0', '65', '-1', 'all', '1.5', '100'])('the processes %p', (value) => {
    expect(() => processes(value)).toThrow(OptionValueError);
  });

  test('an empty text, and a word that is not among the choices', () => {
    expect(() => text('')).toThrow('must not be empty');
    expect(() => oneOf(['a', 'b'])('c')).toThrow('must be one of a, b');
  });
});
