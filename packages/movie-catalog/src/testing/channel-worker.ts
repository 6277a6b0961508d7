// A worker of the hub in the process that forked it, which does what its `ForkedWorker` says.
import { openChannelStore } from '../channel/channel-store.js';
import { isCommand, type WorkerAnswer, type WorkerCommand } from './forked-worker.js';
import { OpenedStore } from './opened-store.js';
import { sampleMovie } from './sample-movie.js';

const store = await OpenedStore.open(
  openChannelStore({
    send: (message) => process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
    onClose: (listener) => process.on('disconnect', listener),
    close: () => process.disconnect(),
  }),
);
process.on('message', (message) => {
  if (isCommand(message)) void run(message);
});
await run({ id: 0, kind: 'list' });

async function run(command: WorkerCommand): Promise<void> {
  const { id } = command;
  if (command.kind === 'change') await store.change(...command.changes);
  if (command.kind === 'rewrite') await rewrite(id, command.ids);
  const movies = command.kind === 'list' ? [...store.movies.values()] : [];
  answer({ id, movies, written: 0 });
}

/** Writes all movies again and again, each time with the number of the write in their titles. */
async function rewrite(id: number, ids: readonly string[]): Promise<never> {
  for (let written = 1; ; written++) {
    await store.put(...ids.map((each) => sampleMovie(each, { title: `${written}`, director: 'x'.repeat(1_000) })));
    answer({ id, movies: [], written });
  }
}

function answer(message: WorkerAnswer): void {
  process.send?.(message);
}
