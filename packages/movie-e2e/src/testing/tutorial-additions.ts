import type { RepositoryCopy } from './repository-copy.js';
import { type Addition, type Step, sectionsOf, stepsOf } from './tutorial-page.js';

const [, , checkSection = '', , , , , changeSection = ''] = sectionsOf('docs/tutorial.md');

/** What section 8 of docs/tutorial.md says to do; it ends with the check of section 3. */
export const STEPS: readonly Step[] = [...stepsOf(changeSection), ...stepsOf(checkSection)];

/** What it adds to files, in order. */
export const ADDITIONS = STEPS.filter((step): step is Addition => step.kind === 'addition');

/** Takes out of a copy what a reader of the page has added already. */
export async function takeOutAdditions(copy: RepositoryCopy): Promise<void> {
  for (const { file, text } of ADDITIONS) await copy.write(file, (await copy.read(file)).replace(text, ''));
}

/** Adds to a copy all that the page says. */
export async function makeAdditions(copy: RepositoryCopy): Promise<void> {
  for (const addition of ADDITIONS) await makeAddition(copy, addition);
}

export async function makeAddition(copy: RepositoryCopy, addition: Addition): Promise<void> {
  await copy.write(addition.file, withAddition(await copy.read(addition.file), addition));
}

/** @throws Error if the file doesn't have the line once that the page names */
export function withAddition(before: string, { file, text, line, side }: Addition): string {
  const lines = before.split('\n');
  const at = line === undefined ? lines.length - 1 : positionOf(line, lines, file) + (side === 'below' ? 1 : 0);
  return lines.toSpliced(at, 0, ...text.split('\n').slice(0, -1)).join('\n');
}

function positionOf(line: string, lines: readonly string[], file: string): number {
  const matching = lines.flatMap((candidate, index) => (candidate.trim() === line ? [index] : []));
  const [position] = matching;
  if (position === undefined || matching.length > 1) throw new Error(`${file} has ${matching.length} lines ${line}`);
  return position;
}
