import { readFileSync } from 'node:fs';

const MARK = /<!-- From here on as .* has it; `pnpm test` says what should stand here\. -->\n\n/;

/** The part of a page of docs/ that a test holds equal to the code: what comes after its mark. */
export function generatedPart(page: string): string {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8').replaceAll('\r\n', '\n');
  const [, part] = text.split(MARK);
  if (part === undefined) throw new Error(`docs/${page} has lost its mark: ${MARK.source}`);
  return part;
}
