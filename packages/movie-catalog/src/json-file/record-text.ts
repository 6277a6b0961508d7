import type { Movie } from '../movie.js';
import { isList } from '../same-movie.js';
import { type FileMember, type FileValue, labelMembers, movieMembers } from './file-members.js';
import { type ListLayout, layoutWithin, type ObjectLayout } from './layout.js';

/** A movie as JSON; what isn't known of it is left out. */
export function recordText(movie: Movie, layout: ObjectLayout): string {
  return objectText(movieMembers(movie), layout);
}

/** A new object as JSON. */
export function objectText(members: readonly FileMember[], layout: ObjectLayout): string {
  const written = members.filter(({ isKnown, isKept }) => isKnown || isKept);
  const texts = written.map((member) => memberText(member, layout));
  return textAround('{', texts, '}', layout);
}

/** A key and its value as JSON. */
export function memberText({ key, value }: FileMember, layout: ObjectLayout): string {
  return `${JSON.stringify(key)}${layout.colon}${valueText(value, () => layout)}`;
}

/** A value as JSON, on one line, in an object of this layout. */
export function valueText(value: FileValue, layout: () => ObjectLayout): string {
  if (value === undefined) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  const within = layoutWithin(layout());
  return isList(value) ? listText(value, within) : objectText(labelMembers(value), within);
}

/** A list as JSON. */
export function listText(list: readonly string[], layout: ListLayout): string {
  return textAround(
    '[',
    list.map((item) => JSON.stringify(item)),
    ']',
    layout,
  );
}

function textAround(begin: string, items: readonly string[], end: string, layout: ListLayout): string {
  return items.length === 0 ? begin + end : begin + layout.open + items.join(layout.between) + layout.close + end;
}
