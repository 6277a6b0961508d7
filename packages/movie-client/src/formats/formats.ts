import { extname } from 'node:path';
import { csv } from './csv.js';
import type { Format } from './format.js';
import { json } from './json.js';
import { ndjson } from './ndjson.js';

/** Every format, by its name. */
export const FORMATS = { json, ndjson, csv } as const satisfies Record<string, Format>;

/** A format's name. */
export type FormatName = keyof typeof FORMATS;

const BY_EXTENSION: Readonly<Record<string, FormatName>> = {
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
};

/** The format that a file's name ends in; undefined if its ending tells none. */
export function formatOfFile(file: string): FormatName | undefined {
  return BY_EXTENSION[extname(file).toLowerCase()];
}
