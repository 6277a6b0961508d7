import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StopSignals } from './stop-signals.js';

// Before the rest is loaded, which takes a while: until it is handled, process 1 of a container never gets a signal.
const stop = new StopSignals(process);
// pnpm runs the scripts of this repository in its root. Relative paths are those of the folder where it was called.
const root = fileURLToPath(new URL('../../..', import.meta.url));
const { INIT_CWD } = process.env;
if (INIT_CWD && resolve(root) === process.cwd()) process.chdir(INIT_CWD);
const { runServer } = await import('./run-server.js');
await runServer(process, stop);
