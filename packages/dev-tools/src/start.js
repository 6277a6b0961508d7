// `pnpm start` lists the commands. `pnpm start COMMAND …` is `pnpm run COMMAND …`.
import { spawn } from 'node:child_process';
import { COMMANDS } from './commands.js';
import { root } from './run-tool.js';

const args = process.argv.slice(2);
const names = Object.values(COMMANDS).flatMap(Object.keys);
if (args[0] === undefined) listCommands();
else if (names.includes(args[0])) runCommand();
else {
  console.error(`There is no command ${args[0]}. \`pnpm start\` lists them: ${names.join(', ')}.`);
  process.exitCode = 1;
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
