// Opens the file named by its argument, and creates and deletes movies in it from several sides at once until it is
// killed. Prints a line before each deletion, and one after each write that was acknowledged: see `CrashRun`.
import { writeSync } from 'node:fs';
import { MovieCatalog } from '../catalog.js';
import { openJsonFile } from '../json-file/json-file.js';
import type { MovieUpdate } from '../store.js';
import { sampleMovie } from './sample-movie.js';

const WRITERS = 6;
const [, , path = ''] = process.argv;
const catalog = await MovieCatalog.open(openJsonFile(path));
report('opened');
await Promise.all(Array.from({ length: WRITERS }, (_, index) => writeForever(`${process.pid}-${index}`)));

async function writeForever(name: string): Promise<never> {
  for (let count = 0; ; count++) {
    const kept = sampleMovie(`${name}-${count}-kept`);
    const dropped = sampleMovie(`${name}-${count}-dropped`, { title: 'x'.repeat(1 + Math.random() * 5_000) });
    await change(...[kept, dropped].map((after) => ({ id: after.id, after })));
    report(`created ${kept.id}`, `created ${dropped.id}`);
    report(`deleting ${dropped.id}`);
    await change({ id: dropped.id, after: undefined });
    report(`deleted ${dropped.id}`);
  }
}

async function change(...changes: MovieUpdate[]): Promise<void> {
  await catalog.write(() => ({ changes, result: undefined }));
}

// Synchronous: what was acknowledged is reported even if the process is killed right after.
function report(...lines: string[]): void {
  writeSync(1, `${lines.join('\n')}\n`);
}
