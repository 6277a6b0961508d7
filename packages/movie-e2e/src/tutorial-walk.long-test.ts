import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { RunningProcess } from 'test-kit';
import { RepositoryCopy } from './testing/repository-copy.js';
import { listeningPort } from './testing/server-process.js';
import { makeAddition, makeAdditions, STEPS, takeOutAdditions } from './testing/tutorial-additions.js';
import { TUTORIAL_OUTPUT } from './testing/tutorial-output.js';
import type { Step } from './testing/tutorial-page.js';

/** What calls the tutorial's service, compares its client's output, or lists calls. */
const TESTS = [
  'movie-proto/',
  'movie-client/',
  'movie-server/dist/services/(tutorial|error-reasons)',
  '/tutorial',
  'e2e/dist/(main|python|readme|openapi|commands)',
];

let copy: RepositoryCopy;
let server: RunningProcess;
/** Where it listens. */
let address: string;

describe('section 8 of docs/tutorial.md, step by step', () => {
  beforeAll(async () => {
    copy = await RepositoryCopy.make();
    await copy.withoutUsersOfBothEnds();
    await takeOutAdditions(copy);
    expect(await copy.pnpm('generate')).toMatchObject({ code: 0 });
    await startServer();
  });

  afterAll(async () => {
    await server[Symbol.asyncDispose]();
    copy[Symbol.dispose]();
  });

  test("begins with a client that prints the tutorial's output and no more", async () => {
    expect(await type('pnpm run client')).toBe(TUTORIAL_OUTPUT);
  });

  test.each(STEPS.map((step) => [nameOf(step), step] as const))('%s', async (_, step) => {
    if (step.kind === 'addition') await makeAddition(copy, step);
    else expect(await type(step.command)).toMatch(patternOf(step.shown));
  });

  test('ends with a server that SIGTERM ends in order', async () => {
    expect((await server.kill('SIGTERM')).stdout).toContain('Bye.');
  });
});

test('the tests pass with the call that section 8 of docs/tutorial.md adds', async () => {
  using copy = await RepositoryCopy.make({ withTests: true });
  await takeOutAdditions(copy);
  await makeAdditions(copy);
  expect(await copy.pnpm('generate')).toMatchObject({ code: 0 });
  await using tests = copy.start(['test', ...TESTS], { longestMs: 590_000 });
  tests.endInput();
  const { code, stdout, stderr } = await tests.ended;
  expect({ code, output: code === 0 ? '' : stdout + stderr }).toEqual({ code: 0, output: '' });
});

function nameOf(step: Step): string {
  return step.kind === 'addition' ? `adds to ${step.file}` : `$ ${step.command}`;
}

/** Types a command as on a terminal; gives what it prints, without pnpm's own lines. */
async function type(command: string): Promise<string> {
  const [pnpm, ...args] = command.split(' ');
  expect(pnpm).toBe('pnpm');
  if (command === 'pnpm start server') {
    await server.kill('SIGINT');
    return await startServer();
  }
  await using program = copy.start(args, {
    env: { FORCE_COLOR: '1', MOVIE_ADDRESS: address },
    longestMs: 590_000,
  });
  program.endInput();
  const { code, stdout, stderr } = await program.ended;
  // A command that fails says so last.
  return shownOf(code === 0 ? stderr + stdout : stdout + stderr);
}

/** Starts the server as the page does, but on a free port; gives what it prints. */
async function startServer(): Promise<string> {
  server = copy.start(['start', 'server'], {
    env: { MOVIE_PORT: '0', MOVIE_LOG_FORMAT: 'pretty' },
    // It runs during several steps.
    longestMs: 600_000,
  });
  address = `localhost:${await listeningPort(server)}`;
  return shownOf(server.stdout);
}

/** Without colours and pnpm's lines, and with the port of the page. */
function shownOf(output: string): string {
  const text = stripVTControlCharacters(output).replaceAll(address, 'localhost:3001');
  return text.replace(/^(\$ |.*ELIFECYCLE).*\n/gm, '');
}

/** What matches a text of the page, in which `…` stands for anything: in a line, or for several lines. */
function patternOf(shown: string): RegExp {
  const lines = shown.trimEnd().split('\n');
  const patterns = lines.map((line) => (line === '…' ? '[^]*' : line.split('…').map(escaped).join('.*')));
  return new RegExp(`^${patterns.join('\\n')}\\s*$`);
}

function escaped(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
