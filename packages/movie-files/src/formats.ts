import { csv } from './csv.js';
import type { Format } from './format.js';
import { json } from './json.js';
import { ndjson } from './ndjson.js';

/** Every format, by name. */
export const FORMATS = { json, ndjson, csv } as const satisfies Record<string, Format>;

/** The name of a format. */
export type FormatName = keyof typeof FORMATS;

const BY_EXTENSION: Readonly<Record<string, FormatName>> = {
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.csv': 'csv',
};

/** Whether a name is that of a workbook of a spreadsheet program, which is no text. */
export function isWorkbookName(file: string): boolean {
  return /\.(?:xls[xmb]?|ods|numbers)$/i.test(file);
}

/** The format of a file by its extension; undefined if the extension is unknown. */
export function formatOfFile(file: string): FormatName | undefined {
  return BY_EXTENSION[/\.[^.]+$/.exec(file)?.[0].toLowerCase() ?? ''];
}
