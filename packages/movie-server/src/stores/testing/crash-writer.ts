// Opens the file named by its argument, and creates and deletes movies in it from several sides at once until it is
// killed. Prints a line of what it means to do before each deletion, and of what it did after each commit: see
// `CrashRun`.
import { writeSync } from 'node:fs';
import { openJsonFile } from '../json-file.js';
import { sampleMovie } from './sample-movie.js';

const WRITERS = 6;
const [, , path = ''] = process.argv;
const store = openJsonFile(path);
await store.load(() => undefined);
tell('loaded');
await Promise.all(Array.from({ length: WRITERS }, (_, index) => writeForever(`${process.pid}-${index}`)));

async function writeForever(name: string): Promise<never> {
  for (let count = 0; ; count++) {
    const kept = sampleMovie(`${name}-${count}-kept`);
    const dropped = sampleMovie(`${name}-${count}-dropped`, { title: 'x'.repeat(Math.random() * 5_000) });
    await store.commit([kept, dropped].map((movie) => ({ id: movie.id, before: undefined, after: movie })));
    tell(`created ${kept.id}`, `created ${dropped.id}`);
    tell(`deleting ${dropped.id}`);
    await store.commit([{ id: dropped.id, before: dropped, after: undefined }]);
    tell(`deleted ${dropped.id}`);
  }
}

// Written at once: what was acknowledged is told even if the process is killed right after.
function tell(...lines: string[]): void {
  writeSync(1, `${lines.join('\n')}\n`);
}
