import {
  applyEdits,
  type Edit,
  elementsOf,
  endOfValue,
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

/** The movies of a text, in its order, and where they stand in it, in bytes. Finding them takes a look at all of it. */
export interface MoviePlaces {
  readonly ids: string[];
  /** Where each of them starts. */
  readonly starts: number[];
  /** The list that they are in. */
  list: Member;
}

/** The end of a text: all that edits touch, and what they follow. */
export interface Tail {
  readonly start: number;
  /** The first movie in it, by its place in the list. If that is the very first one, the tail is the whole text. */
  readonly first: number;
  /** The movies that change or go, by their places in the list. */
  readonly touched: readonly number[];
}

/** What edits make of a tail. */
export interface EditedTail {
  readonly content: Buffer;
  /** By how many bytes that is longer than before. */
  readonly growth: number;
  /** Those of the movies that were there. */
  readonly edits: readonly Edit[];
  /** Where the new movies start in the whole text. */
  readonly addedStarts: readonly number[];
}

/**
 * Finds the movies in a text.
 *
 * @param json the UTF-8 bytes of a text that is known to be a database
 * @param ids the ids of its movies, in order
 * @throws Error if the text holds another number of movies
 */
export function findMovies(json: Buffer, ids: string[]): MoviePlaces {
  const list = Array.from(membersOf(json, startOfJson(json))).findLast((member) => keyOf(json, member) === 'movies');
  if (list === undefined) throw new Error('The text holds no movies.');
  const starts = Array.from(elementsOf(json, list.value.start), ({ start }) => start);
  if (starts.length < ids.length) throw new Error('The text holds fewer movies than were read from it.');
  if (starts.length > ids.length) throw new Error('The text holds more movies than were read from it.');
  return { ids, starts, list };
}

/** The shortest tail that can be edited by itself. */
export function tailToEdit({ ids, starts }: MoviePlaces, { removed, updated }: MovieEdits): Tail {
  const touched: number[] = [];
  if (removed.size + updated.size > 0) {
    for (const [index, id] of ids.entries()) if (removed.has(id) || updated.has(id)) touched.push(index);
  }
  // A movie goes with the comma after the one before it, and new ones repeat the white space there.
  const first = Math.max(0, (touched[0] ?? ids.length) - 2);
  return { start: first === 0 ? 0 : at(starts, first), first, touched };
}

/**
 * Edits the text of a database as a person would: only what changes is touched, and new movies are laid out like those
 * before them. New movies and their deletion leave the text as it was, unless they were the only ones and white space was
 * all that the list had: an empty list is written `[]`.
 *
 * @param json the bytes of the tail that `tailToEdit` gives
 * @throws Error if it holds another movie than `places` says
 */
export function editMovies(json: Buffer, places: MoviePlaces, tail: Tail, changes: MovieEdits): EditedTail {
  const { ids, starts, list } = places;
  const spanAt = (index: number): Span => {
    const start = at(starts, index) - tail.start;
    return { start, end: endOfValue(json, start) };
  };
  const listEnd = list.value.end - 1 - tail.start;
  const last = ids.length === 0 ? undefined : spanAt(ids.length - 1);
  if (last !== undefined) expectId(json, last, at(ids, ids.length - 1));
  const layout = last === undefined ? layoutBelow(json, list) : movieLayout(json, last, listEnd);
  let edits: Edit[] = [];
  let gone = 0;
  for (const index of tail.touched) {
    const id = at(ids, index);
    const span = spanAt(index);
    expectId(json, span, id);
    const updated = changes.updated.get(id);
    if (updated !== undefined) edits.push(...recordEdits(json, span, updated));
    // A movie goes with the comma before it; those at the beginning go with the comma after them.
    else if (gone++ < index) edits.push({ start: spanAt(index - 1).end, end: span.end, text: '' });
    else if (gone < ids.length) edits.push({ start: span.start, end: spanAt(index + 1).start, text: '' });
  }
  const isEmpty = gone === ids.length;
  if (isEmpty) edits = [{ start: list.value.start + 1, end: listEnd, text: '' }];
  const addAt = isEmpty || last === undefined ? listEnd : last.end;
  const added: Edit[] = [];
  const addedStarts: number[] = [];
  let end = edits.reduce((position, edit) => position + growthOf(edit), tail.start + addAt);
  for (const movie of changes.appended.values()) {
    const lead = (isEmpty && added.length === 0 ? '' : ',') + layout.lead;
    // Each text on its own: joined, they might be longer than a string can be.
    const edit = { start: addAt, end: addAt, text: lead + recordText(movie, layout) };
    added.push(edit);
    addedStarts.push(end + lead.length);
    end += growthOf(edit);
  }
  if (isEmpty && added.length > 0) added.push({ start: addAt, end: addAt, text: layout.tail });
  const content = applyEdits(json, [...edits, ...added]);
  return { content, growth: content.length - json.length, edits, addedStarts };
}

/** Makes the places those of the text with the edits made. In place, as a million movies may stand behind the edits. */
export function keepUp(places: MoviePlaces, tail: Tail, edited: EditedTail, changes: MovieEdits): void {
  const { ids, starts, list } = places;
  const { edits, addedStarts } = edited;
  let growth = 0;
  let done = 0;
  let kept = tail.first;
  for (let index = tail.first; index < ids.length; index++) {
    const start = at(starts, index);
    for (let edit = edits[done]; edit && tail.start + edit.end <= start; edit = edits[++done]) growth += growthOf(edit);
    const id = at(ids, index);
    if (changes.removed.has(id)) continue;
    ids[kept] = id;
    starts[kept++] = start + growth;
  }
  ids.length = kept;
  starts.length = kept;
  for (const id of changes.appended.keys()) ids.push(id);
  for (const start of addedStarts) starts.push(start);
  const value = { ...list.value, end: list.value.end + edited.growth };
  places.list = { ...list, value };
}

/** What a list has at an index. A file is better left alone than edited by a list that is not its own. */
function at<Item>(list: readonly Item[], index: number): Item {
  const item = list[index];
  if (item === undefined) throw new Error('The text holds other movies than were read from it.');
  return item;
}

function growthOf({ start, end, text }: Edit): number {
  return Buffer.byteLength(text) - (end - start);
}

function expectId(json: Buffer, { start }: Span, id: string): void {
  const found = Array.from(membersOf(json, start)).findLast((member) => keyOf(json, member) === 'id');
  if (found === undefined || parseSpan(json, found.value) !== id) {
    throw new Error(`The text holds another movie where ${JSON.stringify(id)} was read from it.`);
  }
}
