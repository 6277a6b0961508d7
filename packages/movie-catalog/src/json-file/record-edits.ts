import type { Movie } from '../movie.js';
import { isList } from '../same-movie.js';
import { type FileMember, type FileValue, labelMembers, movieMembers } from './file-members.js';
import { type Edit, keyOf, type Member, membersOf, parseSpan, type Span } from './json-text.js';
import { layoutWithin, listLayout, type ObjectLayout, objectLayout } from './layout.js';
import { listText, memberText, objectText, valueText } from './record-text.js';

/**
 * The edits that make a record of the file say what the movie says; they touch only the members that differ. Where the
 * record is as this program writes it, the edits of a change and those that undo it leave it as it was, byte for byte.
 * What a person wrote in another way can't come back once it was changed: a number such as `7.40`, a value that says
 * that nothing is known (`null`, `0`, `[]`), a director that wasn't there, a key that came twice, and the place and
 * the lines of a member that comes and goes.
 */
export function recordEdits(json: Buffer, record: Span, movie: Movie): Edit[] {
  const edits = objectEdits(json, readMembers(json, record), movieMembers(movie));
  // What is inserted where a stretch begins comes before it.
  return edits.sort((a, b) => a.start - b.start || a.end - b.end);
}

/** An object in the file. */
interface FileObject {
  readonly span: Span;
  readonly members: readonly KeyedMember[];
}

interface KeyedMember extends Member {
  readonly name: string;
}

function readMembers(json: Buffer, span: Span): FileObject {
  const members = Array.from(membersOf(json, span.start), (member) => {
    return { name: keyOf(json, member), key: member.key, value: member.value };
  });
  return { span, members };
}

function objectEdits(json: Buffer, object: FileObject, wanted: readonly FileMember[]): Edit[] {
  // Most edits need none.
  const layout = () => objectLayout(json, object.span);
  // Of a key that comes twice, the last counts.
  const found = new Map(object.members.map((member) => [member.name, member]));
  const edits: Edit[] = [];
  const removed = new Set<string>();
  for (const { key, value, isKnown, isKept } of wanted) {
    const member = found.get(key);
    if (member === undefined) continue;
    if (isKnown || isKept) edits.push(...valueEdits(json, member.value, value, layout));
    else if (!sameJson(parseSpan(json, member.value), value)) removed.add(key);
  }
  if (removed.size > 0) edits.push(...removals(object.members, removed));
  for (const key of removed) found.delete(key);
  edits.push(...additions(object, wanted, found, layout));
  return edits;
}

function valueEdits(json: Buffer, span: Span, value: FileValue, layout: () => ObjectLayout): Edit[] {
  const before = parseSpan(json, span);
  if (sameJson(before, value)) return [];
  if (typeof value !== 'object' || typeof before !== 'object' || before === null) {
    return [{ ...span, text: valueText(value, layout) }];
  }
  const within = layoutWithin(layout());
  if (isList(value)) return [{ ...span, text: listText(value, listLayout(json, span, within)) }];
  const members = labelMembers(value, Object.keys(before));
  const keepsOne = Object.keys(before).some((key) => Object.hasOwn(value, key));
  if (keepsOne) return objectEdits(json, readMembers(json, span), members);
  return [{ ...span, text: objectText(members, objectLayout(json, span, within)) }];
}

/** A member goes with the comma before it; those at the beginning go with the comma after them. At least one stays. */
function removals(members: readonly KeyedMember[], removed: ReadonlySet<string>): Edit[] {
  const edits: Edit[] = [];
  let isFirst = true;
  for (const [index, { name, key, value }] of members.entries()) {
    const [before, after] = [members[index - 1], members[index + 1]];
    if (!removed.has(name)) isFirst = false;
    else if (!isFirst && before) edits.push({ start: before.value.end, end: value.end, text: '' });
    else if (after) edits.push({ start: key.start, end: after.key.start, text: '' });
  }
  return edits;
}

/**
 * A new member comes after all members that this program writes before it: so one that was removed comes back where it
 * was, if the others are in the usual order.
 */
function additions(
  { span, members }: FileObject,
  wanted: readonly FileMember[],
  kept: ReadonlyMap<string, KeyedMember>,
  layoutOf: () => ObjectLayout,
): Edit[] {
  if (!wanted.some(({ key, isKnown }) => isKnown && !kept.has(key))) return [];
  const layout = layoutOf();
  const first = members.find(({ name }) => kept.has(name))?.key.start ?? span.end;
  let end: number | undefined;
  const edits: Edit[] = [];
  for (const member of wanted) {
    const there = kept.get(member.key);
    if (there !== undefined) end = Math.max(end ?? 0, there.value.end);
    if (there !== undefined || !member.isKnown) continue;
    const text = memberText(member, layout);
    if (end === undefined) edits.push({ start: first, end: first, text: text + layout.between });
    else edits.push({ start: end, end, text: layout.between + text });
  }
  return edits;
}

function sameJson(a: unknown, b: FileValue): boolean {
  return typeof b === 'object' ? JSON.stringify(a) === JSON.stringify(b) : (a ?? undefined) === b;
}
