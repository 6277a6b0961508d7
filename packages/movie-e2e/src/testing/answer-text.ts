import type { Answer } from './history.js';

/** The texts of fields, which never change: a check compares them with one another many times. */
const texts = new WeakMap<object, string>();

/** An answer in words, the same for equal ones, whatever the order of their fields. */
export function answerText(answer: Answer | undefined): string {
  if (typeof answer !== 'object') return `${answer}`;
  const text = texts.get(answer) ?? JSON.stringify(Object.entries(answer).sort());
  texts.set(answer, text);
  return text;
}

/** Whether two answers, or the fields of two movies, say the same. */
export function sameText(one: Answer | undefined, other: Answer | undefined): boolean {
  return answerText(one) === answerText(other);
}
