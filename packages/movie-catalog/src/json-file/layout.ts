import { elementsOf, type Member, membersOf, type Span, spaceBefore, textOf } from './json-text.js';

/** How a file writes a list: the white space and marks around what is in it. */
export interface ListLayout {
  /** Between the opening mark and the first item. */
  readonly open: string;
  /** Between an item and the next, with the comma. */
  readonly between: string;
  /** Between the last item and the closing mark. */
  readonly close: string;
}

/** How a file writes an object. */
export interface ObjectLayout extends ListLayout {
  /** Between a key and its value. */
  readonly colon: string;
}

/** How a file writes its movies. */
export interface MovieLayout extends ObjectLayout {
  /** Before a movie. */
  readonly lead: string;
  /** Between the last movie and the `]`. */
  readonly tail: string;
}

/** The layout of what is new within an object: all on one line, with spaces where the object has them after its colons. */
export function layoutWithin({ colon }: Pick<ObjectLayout, 'colon'>): ObjectLayout {
  return { open: '', between: `,${colon.slice(colon.indexOf(':') + 1)}`, colon, close: '' };
}

/** The layout of a movie that is in the file; `arrayEnd` is where the `]` of the movies stands. */
export function movieLayout(json: Buffer, record: Span, arrayEnd: number): MovieLayout {
  return {
    ...objectLayout(json, record),
    lead: spaceBefore(json, record.start),
    tail: spaceBefore(json, arrayEnd),
  };
}

/** The layout for the first movie of a file, which follows the indentation of its `movies` key. */
export function layoutBelow(json: Buffer, movies: Member): MovieLayout {
  const space = spaceBefore(json, movies.key.start);
  const newline = json.includes('\r\n') ? '\r\n' : '\n';
  // Everything on one line would not be readable, so such a file goes on with two spaces.
  const indent = space.includes('\n') ? space.slice(space.lastIndexOf('\n') + 1) : '  ';
  const lead = newline + indent.repeat(2);
  const open = newline + indent.repeat(3);
  return { lead, tail: newline + indent, open, between: `,${open}`, colon: ': ', close: lead };
}

/** The layout of an object that is in the file; of one that is empty, or has one member, as far as it has any. */
export function objectLayout(
  json: Buffer,
  object: Span,
  within: ObjectLayout = layoutWithin({ colon: ': ' }),
): ObjectLayout {
  const members = [...membersOf(json, object.start)];
  const [first] = members;
  if (first === undefined) return within;
  const colon = textOf(json, { start: first.key.end, end: first.value.start });
  const items = members.map(({ key, value }) => ({ start: key.start, end: value.end }));
  return { colon, ...layoutAround(json, object, items, layoutWithin({ colon })) };
}

/** The layout of a list that is in the file; of one that is empty, or has one item, as far as it has any. */
export function listLayout(json: Buffer, list: Span, within: ListLayout): ListLayout {
  return layoutAround(json, list, [...elementsOf(json, list.start)], within);
}

function layoutAround(json: Buffer, whole: Span, items: readonly Span[], within: ListLayout): ListLayout {
  const [first, second] = items;
  const last = items.at(-1);
  if (first === undefined || last === undefined) return within;
  const open = textOf(json, { start: whole.start + 1, end: first.start });
  const between = open === '' ? within.between : `,${open}`;
  return {
    open,
    between: second ? textOf(json, { start: first.end, end: second.start }) : between,
    close: textOf(json, { start: last.end, end: whole.end - 1 }),
  };
}
