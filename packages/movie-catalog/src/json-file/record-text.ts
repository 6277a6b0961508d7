import type { Movie } from '../movie.js';
import { isList } from '../same-movie.js';
import { type FileMember, type FileValue, labelMembers, movieMembers } from './file-members.js';
import { type ListLayout, type ObjectLayout, ONE_LINE } from './layout.js';

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
export function memberText({ key, value }: FileMember, { colon }: ObjectLayout): string {
  return `${JSON.stringify(key)}${colon}${valueText(value)}`;
}

/** A value as JSON, on one line. */
export function valueText(value: FileValue): string {
  if (value === undefined) return 'null';
  if (typeof value !== 'object') return JSON.stringify(value);
  return isList(value) ? listText(value, ONE_LINE) : objectText(labelMembers(value), ONE_LINE);
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
