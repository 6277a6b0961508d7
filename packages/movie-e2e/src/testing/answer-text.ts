import type { Answer } from './history.js';

/** The fields in the order of their names, so that equal ones have equal texts. */
export function sorted(answer: Answer | undefined): unknown {
  return typeof answer === 'object' ? Object.entries(answer).sort() : answer;
}

/** Whether two answers, or the fields of two movies, say the same. */
export function sameText(one: Answer | undefined, other: Answer | undefined): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}
