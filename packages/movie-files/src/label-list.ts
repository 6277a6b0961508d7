import type { Labels } from './file-movie.js';

/**
 * Labels as one cell of a CSV file: `watched=2024-01-02; shelf=B 2`. A key or value is in quotation marks if it has a
 * semicolon, begins with a quotation mark, or has white space at its start or end; so is a key with an equals sign. A
 * quotation mark within quotation marks is doubled.
 */
export function formatLabels(labels: Labels): string {
  return Object.entries(labels)
    .map(([key, value]) => `${quoted(key, /[;=]/)}=${quoted(value, /;/)}`)
    .join('; ');
}

function quoted(text: string, mark: RegExp): string {
  const isPlain = text.trim() === text && !text.startsWith('"') && !mark.test(text);
  return isPlain ? text : `"${text.replaceAll('"', '""')}"`;
}

/** The opposite of `formatLabels`; undefined if the text is not labels, or has a key twice. */
export function parseLabels(text: string): Labels | undefined {
  const labels = new Map<string, string>();
  let at = 0;
  while (at < text.length) {
    const key = tokenAt(text, at, /[^;=]*/y);
    const value = text.charAt(key.end) === '=' ? tokenAt(text, key.end + 1, /[^;]*/y) : undefined;
    at = value?.end ?? key.end;
    if (at < text.length && text.charAt(at) !== ';') return undefined;
    at += 1;
    if (value === undefined && key.text === '') continue;
    if (value === undefined || key.text === '' || labels.has(key.text)) return undefined;
    labels.set(key.text, value.text);
  }
  return Object.fromEntries(labels);
}

/** The text at a place, in quotation marks or as far as a pattern goes, and where what follows it begins. */
function tokenAt(text: string, from: number, plain: RegExp): { readonly text: string; readonly end: number } {
  const start = from + matchAt(/\s*/y, text, from).length;
  if (text.charAt(start) !== '"') {
    const token = matchAt(plain, text, start);
    return { text: token.trim(), end: start + token.length };
  }
  // Nothing if the closing one is missing; then the opening one is where a `=` or `;` should be.
  const token = matchAt(/"[^"]*(?:""[^"]*)*"\s*/y, text, start);
  return { text: token.trimEnd().slice(1, -1).replaceAll('""', '"'), end: start + token.length };
}

function matchAt(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? '';
}
