import {
  applyEdits,
  type Edit,
  elementsOf,
  keyOf,
  type Member,
  membersOf,
  parseSpan,
  type Span,
  startOfJson,
} from './json-text.js';
import { layoutBelow, movieLayout } from './layout.js';
import type { MovieEdits } from './movie-edits.js';
import { recordEdits } from './record-edits.js';
import { recordText } from './record-text.js';

/**
 * Edits the text of a database as a person would: only what changes is touched, and new movies are laid out like those
 * before them. New movies and their deletion leave the text as it was, unless they were the only ones and white space was
 * all that the list had: an empty list is written `[]`.
 *
 * @param json the UTF-8 bytes of a text that is known to be a database
 * @param ids the ids of its movies, in order
 * @throws Error if the text holds other movies than these
 */
export function editMovies(json: Buffer, ids: readonly string[], changes: MovieEdits): Buffer {
  const movies = moviesMember(json);
  const { edits, kept, last } = editExisting(json, movies.value, ids, changes);
  const arrayEnd = movies.value.end - 1;
  const layout = last === undefined ? layoutBelow(json, movies) : movieLayout(json, last, arrayEnd);
  // Each text on its own: joined, they might be longer than a string can be.
  const added = Array.from(changes.appended.values(), (movie, index) => {
    return (kept || index > 0 ? ',' : '') + layout.lead + recordText(movie, layout);
  });
  if (!kept && added.length > 0) added.push(layout.tail);
  const at = kept && last !== undefined ? last.end : arrayEnd;
  const first = kept ? edits : [{ start: movies.value.start + 1, end: arrayEnd, text: '' }];
  return applyEdits(json, [...first, ...added.map((text) => ({ start: at, end: at, text }))]);
}

function moviesMember(json: Buffer): Member {
  const member = Array.from(membersOf(json, startOfJson(json))).findLast((member) => keyOf(json, member) === 'movies');
  if (member === undefined) throw new Error('The text holds no movies.');
  return member;
}

interface EditsOfExisting {
  readonly edits: Edit[];
  /** Whether any movie stays. */
  readonly kept: boolean;
  /** The last movie of the text, whether it stays or not. */
  readonly last: Span | undefined;
}

function editExisting(json: Buffer, array: Span, ids: readonly string[], changes: MovieEdits): EditsOfExisting {
  const edits: Edit[] = [];
  let first: Span | undefined;
  let last: Span | undefined;
  let kept = false;
  for (const [id, span] of zip(ids, elementsOf(json, array.start))) {
    first ??= span;
    const updated = changes.updated.get(id);
    const removed = changes.removed.has(id);
    if (removed || updated !== undefined) expectId(json, span, id);
    // A movie goes with the comma before it; those at the beginning go with the comma after them.
    if (removed && kept && last !== undefined) edits.push({ start: last.end, end: span.end, text: '' });
    if (!removed && !kept) edits.push({ start: first.start, end: span.start, text: '' });
    if (updated !== undefined) edits.push(...recordEdits(json, span, updated));
    kept ||= !removed;
    last = span;
  }
  return { edits, kept, last };
}

function* zip(ids: Iterable<string>, spans: Iterator<Span>): Generator<[string, Span]> {
  for (const id of ids) {
    const { done, value } = spans.next();
    if (done) throw new Error('The text holds fewer movies than were read from it.');
    yield [id, value];
  }
  if (!spans.next().done) throw new Error('The text holds more movies than were read from it.');
}

function expectId(json: Buffer, record: Span, id: string): void {
  const found = Array.from(membersOf(json, record.start)).findLast((member) => keyOf(json, member) === 'id');
  if (found === undefined || parseSpan(json, found.value) !== id) {
    throw new Error(`The text holds another movie where ${JSON.stringify(id)} was read from it.`);
  }
}
