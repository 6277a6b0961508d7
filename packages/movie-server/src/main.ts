import { StopSignals } from './stop-signals.js';

// Before the rest is loaded, which takes a while: until it is handled, process 1 of a container never gets a signal.
const stop = new StopSignals(process);
const { runServer } = await import('./run-server.js');
await runServer(process, stop);
