import { beforeAll, expect, test } from '@jest/globals';
import { run } from 'test-kit';
import { onTerminalOf } from './testing/client-process.js';
import { repository } from './testing/repository.js';
import { serverCommand } from './testing/server-process.js';

/** The lines of the server's help, on a terminal of so many columns (0 if it doesn't know) or in a pipe. */
async function helpLines(columns?: number): Promise<string[]> {
  const [node, main] = serverCommand;
  const terminal = columns === undefined ? [] : ['--import', onTerminalOf(columns)];
  const { code, stdout, stderr } = await run(node, [...terminal, main, '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.split('\n');
}

/** In a pipe. */
let lines: string[];
beforeAll(async () => {
  lines = await helpLines();
});

function longest(lines: readonly string[]): number {
  return Math.max(...lines.map((line) => line.length));
}

test('--help uses the width of the terminal, and 80 columns where that is not known', async () => {
  for (const columns of [40, 120]) {
    const width = longest(await helpLines(columns));
    expect(width).toBeLessThanOrEqual(columns);
    expect(width).toBeGreaterThan(columns - 10);
  }
  expect(longest(lines)).toBeLessThanOrEqual(80);
  expect(await helpLines(0)).toEqual(lines);
});

test('--help has each option below the heading of its group, and nothing of this machine', () => {
  const headings = lines.filter((line) => /^[A-Z].*:$/.test(line));
  const groups = ['Listening:', 'Web:', 'Movies:', 'Processes:', 'Limits:', 'Shutdown:', 'Observability:', 'Options:'];
  expect(headings).toEqual(groups);
  // Those of no program's own in particular.
  expect(lines.slice(lines.indexOf('Options:')).filter((line) => line.startsWith('  --'))).toEqual([
    '  --version',
    '  --help',
  ]);
  for (const name of ['host', 'port', 'database']) {
    expect(lines.join('\n')).toMatch(new RegExp(`^  --${name} [^-]*MOVIE_${name.toUpperCase()}\\b`, 'm'));
  }
  expect(lines.join('\n')).not.toContain(repository);
});
