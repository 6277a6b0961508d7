#!/usr/bin/env node
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { currentBundle } from './bundle.js';

// pnpm runs the scripts of this repository in its root. Relative paths are those of the folder where it was called.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const { INIT_CWD } = process.env;
if (INIT_CWD && resolve(root) === process.cwd()) process.chdir(INIT_CWD);

const bundle = currentBundle();
const { runProgram }: typeof import('./run-program.js') = await (bundle ? import(bundle) : import('./run-program.js'));
await runProgram(process);
