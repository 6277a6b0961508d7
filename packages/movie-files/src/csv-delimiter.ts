/** What separates the fields of a row. Spreadsheets write semicolons or tabs where a comma is the decimal mark. */
export type Delimiter = ',' | ';' | '\t';

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t'];

/** Whether the first line of a file that begins like this has come. */
export function hasFirstLine(start: string): boolean {
  return /[\r\n]/.test(start.trimStart());
}

/** What separates the fields of a file: what its first line has most of, or what Excel's `sep=;` there says. */
export function delimiterOf(start: string): Delimiter {
  const [line = ''] = start.trimStart().split(/[\r\n]/, 1);
  const unquoted = line.replace(/"[^"]*"/g, '');
  const count = (delimiter: Delimiter) => unquoted.split(delimiter).length;
  const named = DELIMITERS.find((delimiter) => isSeparatorLine(line.split(delimiter)));
  return named ?? DELIMITERS.reduce((most, next) => (count(next) > count(most) ? next : most));
}

/** Whether a row is Excel's `sep=;`, split at its own separator. */
export function isSeparatorLine([name, rest, ...more]: readonly string[]): boolean {
  return more.length === 0 && rest === '' && name?.toLowerCase() === 'sep=';
}
