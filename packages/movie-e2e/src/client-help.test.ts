import { expect, test } from '@jest/globals';
import { runInProcess } from 'movie-client/testing';

/** The lines that a command's help has on a terminal, or in a pipe without its columns. */
async function helpOf(command: readonly string[], columns?: number): Promise<string[]> {
  const options = { address: 'localhost:1', ...(columns && { columns }) };
  const { code, stdout, stderr } = await runInProcess([...command, '--help'], options);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trimEnd().split('\n');
}

/** Every command, as the program's help lists them. */
async function commands(): Promise<string[]> {
  const lines = await helpOf([], 80);
  const after = lines.slice(lines.indexOf('Commands:') + 1);
  const names = after.slice(0, after.indexOf('')).map((line) => line.trim().split(' ')[0] ?? '');
  return names.filter((name) => name !== 'help');
}

test('a mistake names the help that says how it is right: that of the command, if there is one', async () => {
  const stderrOf = async (...args: string[]) => (await runInProcess(args, { address: 'localhost:1' })).stderr;
  expect(await stderrOf('list', '--nonsense')).toBe("movie: unknown option '--nonsense'\nSee `movie list --help`.\n");
  expect(await stderrOf('nonsense')).toBe("movie: unknown command 'nonsense'\nSee `movie --help`.\n");
});

test('no help is wider than the terminal of 80 columns, nor than a pipe that has no width', async () => {
  for (const command of [[], ...(await commands()).map((name) => [name])]) {
    for (const columns of [80, undefined, Number.POSITIVE_INFINITY]) {
      const lines = await helpOf(command, columns);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    }
  }
});

test("a command's help is a screen: its own options, and the global ones in a line", async () => {
  const names = await commands();
  expect(names.length).toBeGreaterThan(10);
  for (const name of names) {
    const lines = await helpOf([name], 80);
    expect(lines[0]).toMatch(new RegExp(`^Usage: movie ${name}( \\S+)* \\[OPTION…\\]$`));
    expect(lines.at(-1)).toMatch(/^Global options: .*--address.*\(movie --help\)$/);
    expect(lines.slice(0, -1).join('\n')).not.toContain('--address');
    // That of export has the most options.
    expect([name, lines.length <= (name === 'export' ? 25 : 24)]).toEqual([name, true]);
  }
});
