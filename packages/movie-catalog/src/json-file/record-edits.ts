import type { Labels, Movie } from '../movie.js';
import { isList } from '../same-movie.js';
import { type FileMember, type FileValue, labelMembers, movieMembers } from './file-members.js';
import { type Edit, type Member, membersOf, parseSpan, type Span } from './json-text.js';
import { listLayout, objectLayout } from './layout.js';
import { listText, memberText, objectText, valueText } from './record-text.js';

/**
 * The edits that make a record of the file say what the movie says; they touch only the members that differ. Where the
 * record is as this program writes it, the edits of a change and those that undo it leave it as it was, byte for byte.
 * What a person wrote in another way can't come back once it was changed: a number such as `7.40`, a value that says
 * that nothing is known (`null`, `0`, `[]`), a director that wasn't there, a key that came twice, the place of a member
 * that comes and goes.
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
  readonly name: unknown;
}

function readMembers(json: Buffer, span: Span): FileObject {
  const members = Array.from(membersOf(json, span.start), (member) => ({
    ...member,
    name: parseSpan(json, member.key),
  }));
  return { span, members };
}

function objectEdits(json: Buffer, object: FileObject, wanted: readonly FileMember[]): Edit[] {
  // Of a key that comes twice, the last counts.
  const found = new Map(object.members.map((member) => [member.name, member]));
  const edits: Edit[] = [];
  const removed = new Set<unknown>();
  for (const { key, value, isKnown, isKept } of wanted) {
    const member = found.get(key);
    if (member === undefined) continue;
    if (isKnown || isKept) edits.push(...valueEdits(json, member.value, value));
    else if (!sameJson(parseSpan(json, member.value), value)) removed.add(key);
  }
  edits.push(...removals(object.members, removed));
  for (const key of removed) found.delete(key);
  edits.push(...additions(json, object, wanted, found));
  return edits;
}

function valueEdits(json: Buffer, span: Span, value: FileValue): Edit[] {
  const before = parseSpan(json, span);
  if (sameJson(before, value)) return [];
  if (typeof value !== 'object' || typeof before !== 'object' || before === null) {
    return [{ ...span, text: valueText(value) }];
  }
  if (isList(value)) return [{ ...span, text: listText(value, listLayout(json, span)) }];
  return labelEdits(json, span, value, Object.keys(before));
}

function labelEdits(json: Buffer, span: Span, labels: Labels, keysInFile: readonly string[]): Edit[] {
  if (keysInFile.some((key) => Object.hasOwn(labels, key))) {
    return objectEdits(json, readMembers(json, span), labelMembers(labels, keysInFile));
  }
  return [{ ...span, text: objectText(labelMembers(labels), objectLayout(json, span)) }];
}

/** A member goes with the comma before it; those at the beginning go with the comma after them. At least one stays. */
function removals(members: readonly KeyedMember[], removed: ReadonlySet<unknown>): Edit[] {
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
  json: Buffer,
  { span, members }: FileObject,
  wanted: readonly FileMember[],
  kept: ReadonlyMap<unknown, KeyedMember>,
): Edit[] {
  const layout = objectLayout(json, span);
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
  return JSON.stringify(a) === JSON.stringify(b ?? null);
}
