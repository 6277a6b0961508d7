import { firstIndex } from '../first-index.js';
import type { Field, Term } from './term.js';

/** A posting is a movie's slot and how often it has a word. It counts to four, which tells `New York, New York` apart. */
export function postingOf(slot: number, count: number): number {
  return slot * 4 + Math.min(count, 4) - 1;
}

export function slotOf(posting: number): number {
  return posting >>> 2;
}

export function countOf(posting: number): number {
  return (posting & 3) + 1;
}

/** Adds a posting to a term. */
export function addPosting({ postings }: Term, field: Field, posting: number): void {
  const known = postings[field];
  // Half of all terms stay with one posting, and an array that was empty first takes room for 17.
  if (known === undefined) postings[field] = [posting];
  else if (posting > (known.at(-1) ?? -1)) known.push(posting);
  else known.splice(indexOf(known, posting), 0, posting);
}

/** Takes a posting out of a term. */
export function removePosting({ postings }: Term, field: Field, posting: number): void {
  const known = postings[field];
  known?.splice(indexOf(known, posting), 1);
  if (known?.length === 0) postings[field] = undefined;
}

/** Whether a movie has postings. */
export function hasSlot(postings: readonly number[], slot: number): boolean {
  const posting = postings[firstIndex(postings, (other) => slotOf(other) >= slot)];
  return posting !== undefined && slotOf(posting) === slot;
}

function indexOf(postings: readonly number[], posting: number): number {
  return firstIndex(postings, (other) => other >= posting);
}
