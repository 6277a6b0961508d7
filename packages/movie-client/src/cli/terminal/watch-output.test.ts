import { Readable, Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import stringWidth from 'string-width';
import type { WatchEvent } from '../../calls/watch-movies.js';
import type { Movie } from '../../movie.js';
import { Terminal } from './terminal.js';
import { WatchOutput } from './watch-output.js';

const HEAT: Movie = {
  id: 'tt0113277',
  title: 'Heat',
  rating: 8.3,
  director: 'Michael Mann',
  releaseYear: 1995,
  genres: ['Crime'],
  labels: { note: 'Lent\nto Ann' },
  etag: '1',
};
const REST = { revision: 'r1', resumeToken: 't' };
// The month counts from 0.
const START = new Date(2026, 10, 27, 23, 59, 0);
const BEFORE_MIDNIGHT = new Date(2026, 10, 27, 23, 59, 58);
const AFTER_MIDNIGHT = new Date(2026, 10, 28, 0, 0, 4);

const CREATED: WatchEvent = { type: 'created', movie: HEAT, previous: undefined, time: BEFORE_MIDNIGHT, ...REST };
const UPDATED: WatchEvent = {
  type: 'updated',
  movie: { ...HEAT, rating: 9, genres: ['Crime', 'Drama'], labels: {} },
  previous: HEAT,
  time: AFTER_MIDNIGHT,
  ...REST,
};
const CHECKPOINT: WatchEvent = { type: 'checkpoint', totalSize: 1, revision: 'r1', resumeToken: 't' };

/** What is printed of events, by line. */
async function printed(
  events: readonly WatchEvent[],
  columns: number | undefined,
  options: { readonly json?: boolean } = {},
): Promise<string[]> {
  let text = '';
  const stdout = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  const rest = { stdin: Readable.from([]), stderr: stdout, isStderrTerminal: false, env: { NO_COLOR: '1' } };
  const output = new WatchOutput(new Terminal({ stdout, columns, ...rest }), options, START);
  for (const event of events) await output.print(event);
  return text.split('\n').slice(0, -1);
}

test('a terminal shows the local time, what changed, and the date once the day changes', async () => {
  const deleted: WatchEvent = { ...CREATED, type: 'deleted', time: AFTER_MIDNIGHT };
  expect(await printed([CREATED, CHECKPOINT, UPDATED, deleted], 100)).toEqual([
    '23:59:58  created   Heat  8.3  Michael Mann  1995  Crime  note=Lent to Ann  (tt0113277)',
    '2026-11-28',
    '00:00:04  updated   Heat: rating 8.3 → 9, +Drama, −note=Lent to Ann  (tt0113277)',
    '00:00:04  deleted   Heat  8.3  Michael Mann  1995  Crime  note=Lent to Ann  (tt0113277)',
  ]);
});

test('a movie that existed has no time, and an update of a server that sends no value before has the new ones', async () => {
  const existing: WatchEvent = { ...CREATED, type: 'existing', time: undefined, revision: undefined };
  const updated: WatchEvent = { ...UPDATED, previous: undefined };
  expect(await printed([existing, updated], 100)).toEqual([
    '          existing  Heat  8.3  Michael Mann  1995  Crime  note=Lent to Ann  (tt0113277)',
    '2026-11-28',
    '00:00:04  updated   Heat  9  Michael Mann  1995  Crime, Drama  (tt0113277)',
  ]);
});

test('no line is wider than the terminal, and ids are whole or left out', async () => {
  for (const columns of [30, 40, 60, 76, 77, 80]) {
    const lines = await printed([CREATED, UPDATED], columns);
    expect(Math.max(...lines.map((line) => stringWidth(line)))).toBeLessThanOrEqual(columns);
    for (const line of lines) expect(line).toMatch(/^[^(]*$|\(tt0113277\)$/);
  }
  expect((await printed([UPDATED], 40))[1]).toBe('00:00:04  updated   Heat: rating 8.3 → …');
});

test('a pipe gets the fields of the movie after the kind of event, and the time last', async () => {
  expect(await printed([CREATED, CHECKPOINT, { ...UPDATED, time: undefined }], undefined)).toEqual([
    `created\ttt0113277\tHeat\t8.3\tMichael Mann\t1995\tCrime\tnote=Lent to Ann\t${BEFORE_MIDNIGHT.toISOString()}`,
    'updated\ttt0113277\tHeat\t9\tMichael Mann\t1995\tCrime, Drama\t\t',
  ]);
});

test('JSON has the time, the movie before and the revision', async () => {
  const [updated = '', checkpoint = ''] = await printed([UPDATED, CHECKPOINT], undefined, { json: true });
  expect(JSON.parse(updated)).toMatchObject({
    type: 'updated',
    time: AFTER_MIDNIGHT.toISOString(),
    movie: { id: 'tt0113277', rating: 9 },
    previous: { id: 'tt0113277', rating: 8.3 },
    ...REST,
  });
  expect(JSON.parse(checkpoint)).toEqual(CHECKPOINT);
});
