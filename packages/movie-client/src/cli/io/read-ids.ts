import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** The ids of a text with one a line, such as `movie list --ids` prints. Empty lines don't count. */
export async function readIds(input: Readable): Promise<string[]> {
  const ids: string[] = [];
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() !== '') ids.push(line.trim());
  }
  return ids;
}
