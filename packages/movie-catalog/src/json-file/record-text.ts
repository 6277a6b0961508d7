import type { Movie } from '../movie.js';
import { type Edit, type Member, membersOf, parseSpan, type Span, spaceBefore, textOf } from './json-text.js';

/** How a file writes its movies: the white space and marks around what is in them. */
export interface Layout {
  /** Before a movie. */
  readonly lead: string;
  /** Between the last movie and the `]`. */
  readonly tail: string;
  /** Between the `{` and the first key. */
  readonly open: string;
  /** Between a value and the next key, with the comma. */
  readonly between: string;
  /** Between a key and its value. */
  readonly colon: string;
  /** Between the last value and the `}`. */
  readonly close: string;
}

/** The layout of a movie that is in the file; `arrayEnd` is where the `]` of the movies stands. */
export function layoutOf(json: Buffer, record: Span, arrayEnd: number): Layout {
  const members = [...membersOf(json, record.start)];
  const [first, second] = members;
  const last = members.at(-1);
  // A movie has at least an id and a title.
  if (first === undefined || second === undefined || last === undefined) throw new Error('The movie is empty.');
  return {
    lead: spaceBefore(json, record.start),
    tail: spaceBefore(json, arrayEnd),
    open: textOf(json, { start: record.start + 1, end: first.key.start }),
    between: textOf(json, { start: first.value.end, end: second.key.start }),
    colon: textOf(json, { start: first.key.end, end: first.value.start }),
    close: textOf(json, { start: last.value.end, end: record.end - 1 }),
  };
}

/** The layout for the first movie of a file, which follows the indentation of its `movies` key. */
export function layoutBelow(json: Buffer, movies: Member): Layout {
  const space = spaceBefore(json, movies.key.start);
  const newline = json.includes('\r\n') ? '\r\n' : '\n';
  // Everything on one line would not be readable, so such a file goes on with two spaces.
  const indent = space.includes('\n') ? space.slice(space.lastIndexOf('\n') + 1) : '  ';
  const lead = newline + indent.repeat(2);
  const open = newline + indent.repeat(3);
  return { lead, tail: newline + indent, open, between: `,${open}`, colon: ': ', close: lead };
}

/** A movie as JSON; what isn't known of it is left out. */
export function recordText(movie: Movie, layout: Layout): string {
  const { title, rating, director, id } = movie;
  const fields = [...Object.entries({ title, rating, director, id }), ...optionalFields(movie).filter(isKnown)];
  const members = fields.map((field) => memberText(field, layout));
  return `{${layout.open}${members.join(layout.between)}${layout.close}}`;
}

/** The edits that make a record of the file say what the movie says; they touch only the values that differ. */
export function recordEdits(json: Buffer, record: Span, movie: Movie): Edit[] {
  const { title, rating, director } = movie;
  const members = new Map(Array.from(membersOf(json, record.start), (member) => [parseSpan(json, member.key), member]));
  const edits: Edit[] = [];
  const missing: Field[] = [];
  for (const field of [...Object.entries({ title, rating, director }), ...optionalFields(movie)]) {
    const member = members.get(field[0]);
    if (member === undefined) missing.push(field);
    else if (!sameJson(parseSpan(json, member.value), field[1]))
      edits.push({ ...member.value, text: valueText(field[1]) });
  }
  edits.push(...additions(json, record, missing.filter(isKnown)));
  return edits.sort((a, b) => a.start - b.start);
}

type Field = readonly [key: string, value: Movie[keyof Movie]];

function optionalFields({ releaseYear, genres }: Movie): Field[] {
  return Object.entries({ releaseYear, genres });
}

function isKnown([, value]: Field): boolean {
  return typeof value === 'number' ? value !== 0 : value.length > 0;
}

function additions(json: Buffer, record: Span, fields: readonly Field[]): Edit[] {
  if (fields.length === 0) return [];
  const layout = layoutOf(json, record, record.end);
  const text = fields.map((field) => layout.between + memberText(field, layout)).join('');
  const end = record.end - 1 - Buffer.byteLength(layout.close);
  return [{ start: end, end, text }];
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function memberText([key, value]: Field, { colon }: Layout): string {
  return `${JSON.stringify(key)}${colon}${valueText(value)}`;
}

function valueText(value: Field[1]): string {
  if (typeof value !== 'object') return JSON.stringify(value);
  return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
}
