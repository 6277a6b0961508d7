import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { type LogLine, RunningProcess, TemporaryFolder } from 'test-kit';

/** Reads numbers from its standard input, one a line; logs so many lines for each, and prints to standard error after each. */
const PROGRAM = `
  import { createInterface } from 'node:readline';
  import { createLog } from ${JSON.stringify(new URL('./log.js', import.meta.url).href)};
  const { log, flush, droppedLines } = createLog('info', process.argv[1], process.stdout, process.stderr);
  let lines = 0;
  for await (const count of createInterface({ input: process.stdin })) {
    for (let n = 0; n < count; n += 1) log.info({ n: lines++, text: 'x'.repeat(1_000) }, 'A line.');
    flush();
    await new Promise((resolve) => setImmediate(resolve));
    console.error(JSON.stringify({ logged: lines, waiting: process.stdout.writableLength, dropped: droppedLines() }));
  }
  flush();
`;
const ARGS = ['--input-type=module', '--eval', PROGRAM] as const;

function linesOf(text: string): LogLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const isWindows = process.platform === 'win32';
const waitsForReaders = isWindows ? ' (skipped: on Windows, Node waits until a pipe is read)' : '';

(isWindows ? describe.skip : describe)(`a log that nobody reads${waitsForReaders}`, () => {
  test('drops lines beyond what may wait, counts them, and says so once it is read', async () => {
    await using program = new RunningProcess(process.execPath, [...ARGS, 'json']);
    program.pauseOutput();
    await program.write('20000\n');
    const [line] = await program.printed(/^\{"logged":20000,.*$/m);
    const { waiting, dropped } = JSON.parse(line);
    expect(waiting).toBeLessThan(1_100_000);
    expect(dropped).toBeGreaterThan(18_000);
    program.resumeOutput();
    await program.printed(/lines of the log were dropped/);
    program.endInput('1\n');
    const { code, stdout, stderr } = await program.ended;
    const lines = linesOf(stdout);
    const kept = lines.filter(({ msg }) => msg === 'A line.');
    expect(kept).toHaveLength(20_001 - dropped);
    // Those that were kept are the first ones, then comes what the log says of the others.
    expect(kept.at(-2)).toMatchObject({ n: 20_000 - dropped - 1 });
    expect(lines.at(-2)).toMatchObject({
      level: 50,
      dropped,
      msg: `Since the start, ${dropped} lines of the log were dropped.`,
    });
    expect(lines.at(-1)).toMatchObject({ n: 20_000 });
    expect(stderr.match(/^The log can't be written: nobody reads it\./gm)).toHaveLength(1);
    expect(code).toBe(0);
  });
});

const fifos = isWindows ? describe.skip : describe;

fifos(`a log without a reader${isWindows ? ' (skipped: Windows has no named pipes in folders)' : ''}`, () => {
  test.each(['json', 'pretty'])('in %s goes on, and is written again for the next reader', async (format) => {
    using folder = new TemporaryFolder();
    const fifo = folder.file('fifo');
    spawnSync('mkfifo', [fifo]);
    const script = 'out=$1; shift; exec "$@" > "$out"';
    await using program = new RunningProcess('sh', ['-c', script, 'sh', fifo, process.execPath, ...ARGS, format]);
    await using first = new RunningProcess('cat', [fifo]);
    await program.write('1\n');
    await first.printed(/A line/);
    await first.kill();
    await program.write('1\n');
    await program.printed(/^The log can't be written: write EPIPE\. The server goes on without it\.$/m);
    await program.write('1\n');
    expect((await program.printed(/"logged":3,.*"dropped":(\d+)/))[1]).toBe('2');
    await using second = new RunningProcess('cat', [fifo]);
    // The output is left alone for a second.
    const more = setInterval(() => void program.write('1\n'), 100);
    try {
      await second.printed(/Since the start, \d+ lines of the log were dropped/);
    } finally {
      clearInterval(more);
    }
    program.endInput();
    expect(await program.ended).toMatchObject({ code: 0 });
  });
});
