// `pnpm start` and `pnpm start --help` list the commands. `pnpm start COMMAND …` is `pnpm run COMMAND …`.
import { spawn } from 'node:child_process';
import { COMMANDS } from './commands.js';
import { root } from './run-tool.js';

const args = process.argv.slice(2);
const names = Object.values(COMMANDS).flatMap(Object.keys);
const [command] = args;
if (command === undefined || ['--help', '-h'].includes(command)) listCommands();
else if (names.includes(command)) runCommand();
else {
  const near = nearest(command);
  const advice = near ? ` Did you mean ${near}?` : '';
  console.error(`There is no command ${command}.${advice} \`pnpm start\` lists them: ${names.join(', ')}.`);
  process.exitCode = 1;
}

/**
 * The command that somebody may have meant.
 *
 * @param {string} text
 */
function nearest(text) {
  const steps = names.map((name) => ({ name, count: stepsBetween(text, name) }));
  const [first] = steps.sort((a, b) => a.count - b.count);
  return first && first.count <= Math.max(2, text.length / 3) ? first.name : undefined;
}

/**
 * How many letters must be added, removed or changed to make one text of the other.
 *
 * @param {string} one
 * @param {string} other
 */
function stepsBetween(one, other) {
  let last = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...one].entries()) {
    const next = [row + 1];
    for (const [column, change = 0] of last.slice(0, -1).entries()) {
      const [left = 0, above = 0] = [next[column], last[column + 1]];
      next.push(Math.min(left + 1, above + 1, change + (letter === other[column] ? 0 : 1)));
    }
    last = next;
  }
  return last.at(-1) ?? 0;
}

function listCommands() {
  const width = Math.max(...names.map((name) => name.length));
  for (const [title, commands] of Object.entries(COMMANDS)) {
    console.log(`${title}:`);
    for (const [name, sentence] of Object.entries(commands)) console.log(`  pnpm ${name.padEnd(width)}  ${sentence}`);
    console.log('');
  }
  console.log('Without pnpm, type `npx -y pnpm@12` instead of `pnpm`.');
}

function runCommand() {
  const pnpm = process.env['npm_execpath'];
  if (!pnpm) throw new Error('Type `pnpm start`: pnpm says how it is run itself.');
  // pnpm is a program of its own or, installed in some ways, a script.
  const [program, ...first] = /\.[cm]?js$/.test(pnpm) ? [process.execPath, pnpm] : [pnpm];
  // From the folder where it was typed, so that the command finds relative paths there.
  const cwd = process.env['INIT_CWD'] ?? root;
  const child = spawn(program, [...first, '--dir', root, 'run', ...args], { cwd, stdio: 'inherit' });
  // Ctrl-C reaches the child on its own, and it decides when it ends; other signals reach only this process.
  process.on('SIGINT', () => {});
  for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) process.on(signal, () => child.kill(signal));
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
