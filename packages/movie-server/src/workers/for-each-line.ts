import type { Readable } from 'node:stream';

/** Calls back for each line that ends, with its end. Node's readline also ends lines where JSON doesn't: at U+2028. */
export function forEachLine(input: Readable, onLine: (line: string) => void): void {
  let rest = '';
  input.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(`${line}\n`);
  });
}
