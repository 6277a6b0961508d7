import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { isPretty, LOG_LEVELS, type LogFormat, type LogLevel } from './log.js';

const FOREIGN = '{"level":30,"time":1,"worker":2,"msg":"Movie found!","n":1}';

/** A level, a format, and a line of another process. */
type Case = readonly [LogLevel, LogFormat, string?];

const CASES: readonly Case[] = [
  ...LOG_LEVELS.map((level): Case => [level, 'json']),
  ['info', 'pretty'],
  ['silent', 'json', FOREIGN],
  ['silent', 'pretty', FOREIGN],
];

const PROGRAM = `
  import { createLog } from ${JSON.stringify(new URL('./log.js', import.meta.url).href)};
  for (const [index, [level, format, foreign]] of ${JSON.stringify([...CASES.entries()])}) {
    const { log, flush, write } = createLog(level, format, process.stdout, process.stderr);
    if (foreign) write(foreign + '\\n');
    log.debug('detail');
    log.info({ requestId: 'r1', writer: 'ann' }, 'Movie found!');
    log.warn({ calls: 2 }, 'cut off');
    log.error({ err: new Error('one \\u001b[31m\\u0007 two') }, 'The handler failed.');
    // The last one as the programs do.
    if (index === ${CASES.length - 1}) process.on('exit', flush);
    else {
      flush();
      process.stdout.write('\\f');
    }
  }
`;

const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], {
  encoding: 'utf8',
});
const logs = new Map(stdout.split('\f').map((text, index) => [`${CASES[index]}`, text]));

/** What a process prints that logs four lines, after one of another process. */
function printed(...options: Case): string {
  const text = logs.get(`${options}`);
  if (text === undefined) throw new Error(`No log was written with ${options}.`);
  return text;
}

test('a log leaves standard error alone', () => {
  expect(stderr).toBe('');
});

describe('--log-format', () => {
  test('json: an object a line', () => {
    const lines = printed('debug', 'json')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toEqual([
      { level: 20, time: expect.any(Number), msg: 'detail' },
      { level: 30, time: expect.any(Number), msg: 'Movie found!', requestId: 'r1', writer: 'ann' },
      { level: 40, time: expect.any(Number), msg: 'cut off', calls: 2 },
      {
        level: 50,
        time: expect.any(Number),
        msg: 'The handler failed.',
        err: expect.objectContaining({ type: 'Error' }),
      },
    ]);
  });

  test('pretty: info as bare lines, warnings with their level', () => {
    const [first, second, third] = printed('info', 'pretty').split('\n');
    expect(first?.trim()).toMatch(/^Movie found! \{"writer":"ann"\}$/);
    expect(second).toMatch(/^WARN.*cut off \{"calls":2\}$/);
    expect(third).toMatch(/^ERROR.*The handler failed\./);
  });

  test('of another process: a line as it is, and for people with the number of the worker', () => {
    expect(printed('silent', 'json', FOREIGN)).toBe(`${FOREIGN}\n`);
    expect(printed('silent', 'pretty', FOREIGN).trim()).toBe('[2] Movie found! {"n":1}');
  });

  test.each(['json', 'pretty'] as const)('%s: no control character of an error reaches the terminal', (format) => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
    expect(printed('info', format)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test.each([
    ['auto', true, true],
    ['auto', false, false],
    ['pretty', false, true],
    ['json', true, false],
  ] as const)('%s on a terminal (%p): pretty is %p', (format, isTerminal, pretty) => {
    expect(isPretty(format, { isTTY: isTerminal })).toBe(pretty);
  });
});

describe('--log-level', () => {
  test.each([
    ['debug', 4],
    ['info', 3],
    ['warn', 2],
    ['error', 1],
    ['fatal', 0],
    ['silent', 0],
  ] as const)('%s lets %p of four lines through', (level, lines) => {
    expect(printed(level, 'json').split('\n')).toHaveLength(lines + 1);
  });
});
