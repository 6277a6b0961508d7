import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { RunningProcess } from './running-process.js';
import { TemporaryFolder } from './temporary-folder.js';

const jest = fileURLToPath(new URL('../../../node_modules/jest/bin/jest.js', import.meta.url));
const testRunner = fileURLToPath(new URL('./jest-runner.js', import.meta.url));

/** Runs test files one after another in one process. Gives each test's name with how it ended, and all that was printed. */
async function run(
  files: Readonly<Record<string, string>>,
): Promise<{ outcomes: string[]; code: number | null; stderr: string }> {
  using folder = new TemporaryFolder();
  folder.write(
    'shared.mjs',
    `import { test } from '@jest/globals';
    globalThis.loaded = (globalThis.loaded ?? 0) + 1;
    export const { skip } = test;`,
  );
  for (const [name, text] of Object.entries(files)) {
    const imports = "import { expect, test } from '@jest/globals';\nimport { skip } from './shared.mjs';\n";
    folder.write(`${name}.test.mjs`, `${imports}${text}`);
  }
  const config = { testRunner, testMatch: ['**/*.test.mjs'], transform: {}, rootDir: folder.path, testTimeout: 1_000 };
  const args = ['--config', JSON.stringify(config), '--runInBand', '--json'];
  await using program = new RunningProcess(process.execPath, [jest, ...args], { cwd: folder.path });
  const { code, stdout, stderr } = await program.ended;
  const { testResults }: { testResults: { assertionResults: { title: string; status: string }[] }[] } =
    JSON.parse(stdout);
  const outcomes = testResults.flatMap(({ assertionResults }) =>
    assertionResults.map(({ title, status }) => `${title}: ${status}`),
  );
  return { outcomes: outcomes.sort(), code, stderr };
}

test('each test file has its own tests and the variables of the run, and all share the modules', async () => {
  const file = (name: string) => `skip('part of ${name}', () => {});
  test('${name}', () => {
    expect(process.env.LEFT).toBe(undefined);
    expect(process.env.PATH).toBeTruthy();
    process.env.LEFT = 'here';
    delete process.env.PATH;
    expect(loaded).toBe(1);
    const { length } = globalThis[Symbol.for('EVENT_HANDLERS')];
    expect(length).toBe((globalThis.handlers ??= length));
    expect(() => process.chdir('/nowhere')).toThrow(Error);
  });`;
  const { outcomes, code } = await run({ a: file('a'), b: file('b') });
  expect(outcomes).toEqual(['a: passed', 'b: passed', 'part of a: pending', 'part of b: pending']);
  expect(code).toBe(0);
});

test('a test that is wrong, hangs or leaves a rejection fails, and so does a file that can not be loaded', async () => {
  const { outcomes, code, stderr } = await run({
    wrong: "test('wrong', () => { expect([1]).toEqual([2]); });",
    hangs: "test('hangs', () => new Promise(() => {}), 50);",
    leaves:
      "test('leaves', async () => { void Promise.reject(new Error('left')); await new Promise((r) => setTimeout(r, 20)); });",
    loads: "throw new Error('not loaded');",
    right: "test('right', () => {});",
  });
  expect(outcomes).toEqual(['hangs: failed', 'leaves: failed', 'right: passed', 'wrong: failed']);
  expect(stderr).toContain('not loaded');
  expect(code).toBe(1);
});
