// Follows saves: generates and compiles after each, and says what came of it.
//
//   node dev.js ARGS…       runs the server with these arguments, and starts it again once everything compiles
//   node dev.js --no-server
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { watch } from 'chokidar';
import { root, runTool, TOOLS } from './run-tool.js';

const args = process.argv.slice(2);
const hasServer = args[0] !== '--no-server';

/** @typedef {import('node:child_process').ChildProcess} ChildProcess */
/** @type {ChildProcess | undefined} */
let server;
/** Stands for all files, at the start. */
const EVERYTHING = '';
/** The files that were saved and not dealt with yet. @type {Set<string>} */
const saved = new Set();
let isWorking = false;
let isPageBuilt = false;

const packages = join(root, 'packages');
const folders = readdirSync(packages).flatMap((name) => ['src', 'proto'].map((part) => join(packages, name, part)));
const isGenerated = (/** @type {string} */ path) => path.includes(`${sep}src${sep}gen`);
const watcher = watch(folders, { ignored: isGenerated, ignoreInitial: true });
watcher.on('all', (_, path) => {
  if (!/\.(proto|tsx?)$/.test(path)) return;
  saved.add(relative(root, path));
  void work();
});
watcher.once('ready', () => {
  saved.add(EVERYTHING);
  void work();
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) process.on(signal, end);

/** Deals with what was saved, and with what is saved meanwhile. */
async function work() {
  if (isWorking) return;
  isWorking = true;
  while (saved.size > 0) {
    const files = [...saved];
    saved.clear();
    await round(files);
  }
  isWorking = false;
}

/** @param {string[]} files those that were saved */
async function round(files) {
  const start = performance.now();
  for (const file of files) if (file !== EVERYTHING) say(`saved ${file}`);
  const isContract = files.some((file) => file === EVERYTHING || file.endsWith('.proto'));
  const errors = (isContract ? await run('generate') : 0) || (await run('tsc')) || (await buildPage());
  const seconds = ((performance.now() - start) / 1_000).toFixed(1);
  if (errors > 0) say(`${errors} ${errors === 1 ? 'error' : 'errors'} (${seconds} s). Waiting for the next save.`);
  else if (hasServer) await restartServer(seconds);
  else say(`ready (${seconds} s)`);
}

/**
 * @param {'generate' | 'tsc' | 'page'} tool
 * @returns {Promise<number>} how many errors it printed
 */
async function run(tool) {
  const isPretty = tool === 'tsc' && process.stdout.isTTY;
  const options = tool === 'tsc' ? ['-b', ...(isPretty ? ['--pretty'] : [])] : [];
  let output = '';
  const code = await runTool(tool, options, (text) => {
    output += text;
    process.stdout.write(text);
  });
  if (code === 0) return 0;
  // The compiler's `error TS2741`, and buf's `movie.proto:12:3:syntax error`.
  return Math.max(1, (output.match(/\berror\b.*? TS\d+|^\S+\.proto:\d+:\d+:/gm) ?? []).length);
}

/** Builds the page that the server serves, once: `pnpm web` is for those who change it. */
async function buildPage() {
  if (isPageBuilt || !hasServer || !existsSync(join(root, TOOLS.page))) return 0;
  const errors = await run('page');
  isPageBuilt = errors === 0;
  return errors;
}

/** @param {string} seconds how long the round took */
async function restartServer(seconds) {
  await stopServer();
  say(`ready (${seconds} s)`);
  const main = join(root, 'packages/movie-server/dist/main.js');
  server = spawn(process.execPath, [main, ...args], { stdio: 'inherit', cwd: process.env['INIT_CWD'] ?? root });
  server.once('exit', (code) => {
    if (code) say(`The server has ended with code ${code}. The next save starts it again.`);
    server = undefined;
  });
}

async function stopServer() {
  const running = server;
  if (!running) return;
  const ended = new Promise((resolve) => running.once('exit', resolve));
  running.kill();
  await ended;
}

async function end() {
  await watcher.close();
  await stopServer();
  process.exit();
}

/** @param {string} text */
function say(text) {
  console.log(`${new Date().toTimeString().slice(0, 8)}  ${text}`);
}
