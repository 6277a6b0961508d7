import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MovieData } from 'movie-proto';
import { grpcFrame } from './raw-connection.js';

/** The movie with this number; the same in every run. */
export function movieAt(index: number): MovieData {
  return {
    id: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
    title: `The Movie Number ${index}`,
    rating: (index % 101) / 10,
    director: `Director ${index % 997}`,
  };
}

/** Writes a database with `count` movies, and returns its path. */
export function makeDatabase(folder: string, count: number, name = `${count}.json`): string {
  const path = join(folder, name);
  const records: string[] = [];
  for (let index = 0; index < count; index++) records.push(`    ${JSON.stringify(movieAt(index))}`);
  writeFileSync(path, `{\n  "movies": [\n${records.join(',\n')}\n  ]\n}\n`);
  return path;
}

/** The framed bytes of the tutorial's message: what every subject must answer. */
export function framedMovie(index: number): Buffer {
  return grpcFrame(MovieData.encode(movieAt(index)).finish());
}
