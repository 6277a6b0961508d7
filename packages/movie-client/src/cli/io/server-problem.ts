import { printable } from '../terminal/printable.js';
import type { Problem } from './problem-groups.js';

/**
 * What a server says of a record of an import.
 *
 * @param where puts the index of another record into words: `line 12`
 */
export function serverProblem(field: string, description: string, where: (index: number) => string): Problem {
  const text = printable(`${field ? `${inFiles(field)} ` : ''}${description}`).replace(
    /\bof record (\d+) as well$/,
    (_, index: string) => `of ${where(Number(index))} as well`,
  );
  const [, name = text, value] =
    /^(.*? (?:is that of)) (.*) as well$/.exec(text) ?? /^(.*?)(?:, and (?:is|are) |: )(.*)$/.exec(text) ?? [];
  const kind = name.replace(/^genres\[\d+\]/, 'a genre').replace(/ is that of$/, ' is that of another record as well');
  return { sentence: `: ${text}`, kind, value, advice: undefined };
}

/** The name in files of a field of the contract: `releaseYear`. */
function inFiles(field: string): string {
  const [name = ''] = /^\w*/.exec(field) ?? [];
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()) + field.slice(name.length);
}
