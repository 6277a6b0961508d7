import { PrimaryChannel } from './primary-channel.js';

// Signals are for the primary, which ends its workers in order. Ctrl-C on a terminal sends one to all of them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
// Without the primary, no connections come and nothing can be written.
process.on('disconnect', () => process.exit(1));
if (!process.connected) process.exit(1);

const channel = new PrimaryChannel(process);
const { runWorker } = await import('./run-worker.js');
await runWorker(process, channel);
