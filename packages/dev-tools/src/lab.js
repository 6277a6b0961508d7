// A place to try changes of a contract, apart from everything else.
//
//   node lab.js            makes the folder lab/, and runs what is in it: change it, and type this again
//   node lab.js MISTAKE    makes a mistake in a copy, shows what every tool says to it, and removes the copy
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabFolder } from './lab-folder.js';
import { MISTAKES } from './mistakes.js';
import { root } from './run-tool.js';

const [name] = process.argv.slice(2);
if (name === undefined) await playInLab();
else await makeMistake(name);

async function playInLab() {
  const path = join(root, 'lab');
  const lab = existsSync(path) ? new LabFolder(path) : await LabFolder.make(path);
  console.log('lab/ is yours: nothing else uses it. Its contract is lab/proto/movie.proto.');
  const worked = (await step('buf generate', () => lab.generate())) && (await step('tsc', () => lab.compile()));
  if (worked) await step('the client asks the server', () => lab.ask(lab));
  console.log('\nChange something, and type `pnpm lab` again. Remove lab/ to begin again. Mistakes to look at:\n');
  for (const [mistake, { what }] of Object.entries(MISTAKES)) console.log(`  pnpm lab ${mistake}\n      ${what}`);
}

/** @param {string} mistake */
async function makeMistake(mistake) {
  const known = Object.hasOwn(MISTAKES, mistake) ? MISTAKES[mistake] : undefined;
  if (!known) {
    console.error(`There is no mistake ${mistake}; there are ${Object.keys(MISTAKES).join(', ')}.`);
    process.exitCode = 1;
    return;
  }
  const folder = await mkdtemp(join(tmpdir(), 'movie-lab-'));
  try {
    const [old, changed] = [await LabFolder.make(join(folder, 'old')), await LabFolder.make(join(folder, 'changed'))];
    await Promise.all([old.generate(), changed.generate()]);
    await old.compile();
    console.log(known.what);
    for (const edit of known.edits) {
      await changed.edit(edit);
      console.log(`\n${edit.file}\n${marked('-', edit.from)}\n${marked('+', edit.to)}`);
    }
    await show(old, changed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * Shows what every tool says to a change.
 *
 * @param {LabFolder} old
 * @param {LabFolder} changed
 */
async function show(old, changed) {
  await step('buf breaking: may programs that exist go on?', () => changed.breaking(old));
  const stub = join(changed.path, 'src/gen/movie.ts');
  const before = await readFile(stub, 'utf8');
  await step('buf generate: are the stubs what the contract generates?', () => changed.generate());
  if (before !== (await readFile(stub, 'utf8'))) console.log('src/gen/movie.ts was not; it is now.');
  if (!(await step('tsc: does the code follow?', () => changed.compile()))) return;
  await step('the new client asks the new server', () => changed.ask(changed));
  await step('a client of before asks the new server', () => changed.ask(old));
}

/**
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 */
async function step(title, work) {
  console.log(`\n── ${title}`);
  const result = await work();
  if (result === true) console.log('passes');
  return result;
}

/**
 * @param {string} mark
 * @param {string} text
 */
function marked(mark, text) {
  return text.replace(/^/gm, `${mark} `);
}
