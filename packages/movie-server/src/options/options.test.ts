import { describe, expect, test } from '@jest/globals';
import { generatedPart } from 'test-kit';
import { contradictions } from './contradictions.js';
import { isPrivate, OPTIONS } from './options.js';
import { flagOf, type OptionSpec, parseOptions, variableOf } from './parse-options.js';

/** @param addresses what the host resolves to; by default it is an address itself */
function mistakesOf(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  addresses?: readonly string[],
): string[] {
  const { values, mistakes } = parseOptions(OPTIONS, args, env);
  return [...mistakes, ...contradictions(values, addresses ?? (values.host === 'localhost' ? [] : [values.host]))];
}

/** What docs/configuration.md has to say of the options: a table a group. */
function optionTables(): string {
  const groups = new Set(Object.values(OPTIONS).map(({ group }) => group));
  return [...groups].map(tableOf).join('\n');
}

function tableOf(group: string): string {
  const rows = Object.entries(OPTIONS)
    .filter(([, spec]) => spec.group === group)
    .map(([name, spec]) => {
      const flag = spec.placeholder ? `${flagOf(name)} ${spec.placeholder}` : flagOf(name);
      return `| \`${flag}\` | \`${variableOf(name)}\` | ${defaultOf(spec)} | ${spec.help} |`;
    });
  return [`## ${group}`, '', '| Option | Variable | Default | |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

function defaultOf({ shownDefault, default: preset }: OptionSpec<unknown>): string {
  const text = shownDefault ?? preset;
  return text === '' ? '' : `\`${text}\``;
}

test('docs/configuration.md has every option as options.ts has it', () => {
  expect(generatedPart('configuration.md')).toBe(optionTables());
});

test.each([
  ['mysql://ann:secret@db/movies', 'mysql://…@db/movies'],
  ['postgres:/ann:secret@db/movies', 'postgres:/…@db/movies'],
])('the database %s is a mistake, as it is neither a file nor one of PostgreSQL', (value, shown) => {
  expect(mistakesOf([], { MOVIE_DATABASE: value })).toEqual([
    `MOVIE_DATABASE must be a JSON file or postgres://USER@HOST:PORT/DATABASE, and is "${shown}".`,
  ]);
});

describe('contradictions', () => {
  test.each([
    ['the defaults', []],
    ['TLS beyond loopback', ['--host', '0.0.0.0', '--tls-cert', 'c', '--tls-key', 'k']],
    ['plain text beyond loopback that was asked for', ['--host', '0.0.0.0', '--insecure']],
    ['mutual TLS', ['--tls-cert', 'c', '--tls-key', 'k', '--tls-client-ca', 'ca']],
    ['loopback in IPv6', ['--host', '::1']],
    ['loopback in IPv6 with brackets', ['--host', '[::1]']],
    ['loopback in IPv6, written out', ['--host', '0:0:0:0:0:0:0:1']],
    ['another address of loopback', ['--host', '127.1.2.3']],
    ['a Unix socket', ['--host', 'unix:/run/movies.sock', '--socket-mode', '0666']],
  ])('%s: none', (_name, args) => {
    expect(mistakesOf(args)).toEqual([]);
  });

  test.each(['0.0.0.0', '::', '192.168.1.5', '::ffff:192.168.1.5', 'fe80::1%lo', '128.0.0.1'])(
    '--host %s without TLS names the two ways on',
    (host) => {
      expect(mistakesOf(['--host', host])).toEqual([
        `--host ${host} can be reached from other machines. Give --tls-cert and --tls-key to serve them over TLS, or ` +
          '--insecure to serve them in plain text.',
      ]);
    },
  );

  test.each(['localhost', 'example.com'])('the addresses of %s decide, not its name', (host) => {
    expect(mistakesOf(['--host', host], {}, ['127.0.0.1', '::1'])).toEqual([]);
    expect(mistakesOf(['--host', host], {}, ['127.0.0.1', '10.0.0.7'])).toEqual([
      `--host ${host}, which is 10.0.0.7, can be reached from other machines. Give --tls-cert and --tls-key to serve ` +
        'them over TLS, or --insecure to serve them in plain text.',
    ]);
  });

  test('a Unix socket has no TLS', () => {
    expect(mistakesOf(['--host', 'unix:m', '--tls-cert', 'c', '--tls-key', 'k'])).toEqual([
      '--host unix:m is a Unix socket, which has no TLS. Leave --tls-cert and --tls-key out.',
    ]);
  });

  test('a certificate and its key go together', () => {
    expect(mistakesOf(['--tls-cert', 'c'])).toEqual(['--tls-cert and --tls-key go together.']);
    expect(mistakesOf(['--tls-key', 'k'])).toEqual(['--tls-cert and --tls-key go together.']);
  });

  test('mutual TLS needs TLS', () => {
    expect(mistakesOf(['--tls-client-ca', 'ca'])).toEqual(['--tls-client-ca needs --tls-cert and --tls-key.']);
  });
});

test('all mistakes are reported at once: on the command line, in the environment, and contradictions', () => {
  const args = ['--port', 'x', '--host', '0.0.0.0', '--tls-key', 'k', '--nonsense', 'more'];
  expect(mistakesOf(args, { MOVIE_LOG_LEVEL: 'loud', MOVIE_KEEPALIVE_TIME: '1' })).toEqual([
    '"--nonsense" is not an option; see --help.',
    '--port must be a whole number from 0 to 65535, and is "x".',
    'MOVIE_KEEPALIVE_TIME must be a time from 0 ms to 20 days with its unit, such as 500ms, 10s, 5m or 1h, and is "1".',
    'MOVIE_LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent, and is "loud".',
    '--tls-cert and --tls-key go together.',
    '--host 0.0.0.0 can be reached from other machines. Give --tls-cert and --tls-key to serve them over TLS, or ' +
      '--insecure to serve them in plain text.',
  ]);
});

test('an option without its value hides no other mistake', () => {
  expect(mistakesOf(['--nonsense', 'more', '--log-level', 'loud', '--port'])).toEqual([
    '"--nonsense" is not an option; see --help.',
    '--port needs a value: PORT.',
    '--log-level must be one of trace, debug, info, warn, error, fatal, silent, and is "loud".',
  ]);
});

test('every default passes its own check, and reads the same from the environment', () => {
  const env = Object.fromEntries(Object.entries(OPTIONS).map(([name, spec]) => [variableOf(name), spec.default]));
  const { values, mistakes } = parseOptions(OPTIONS, [], env);
  expect(mistakes).toEqual([]);
  expect(values).toEqual(parseOptions(OPTIONS, [], {}).values);
});

test.each([
  ['localhost', [], ['127.0.0.1', '::1'], true],
  ['localhost', [], ['127.0.0.1', '10.0.0.7'], false],
  ['0.0.0.0', [], ['0.0.0.0'], false],
  ['unix:m', [], ['unix:m'], true],
  ['unix:m', ['--socket-mode', '0700'], ['unix:m'], true],
  ['unix:m', ['--socket-mode', '0660'], ['unix:m'], false],
  ['unix:m', ['--socket-mode', '0602'], ['unix:m'], false],
])('at %s %p, which is %p, callers may write without a token: %p', (host, args, addresses, expected) => {
  const { values } = parseOptions(OPTIONS, ['--host', host, ...args], {});
  expect(isPrivate(values, addresses)).toBe(expected);
});

test('flags and variables are named after the option', () => {
  expect([flagOf('shutdownGrace'), variableOf('shutdownGrace')]).toEqual(['--shutdown-grace', 'MOVIE_SHUTDOWN_GRACE']);
});
