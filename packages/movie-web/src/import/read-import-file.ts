import type { ImportRecord } from 'movie-proto/web';
import { importRecord } from './import-record.js';

/** A file that was read: its records, and what in it is none. */
export interface ImportFile {
  readonly name: string;
  readonly records: readonly ImportRecord[];
  /** Where each record is in the file. */
  readonly places: readonly Place[];
  /** What can't be read as a movie. */
  readonly problems: readonly PlacedProblem[];
  /** Genres that may be several. */
  readonly unsplit: readonly PlacedProblem[];
}

/** A place in a file. */
export interface Place {
  readonly number: number;
  /** In words: `line 12`. */
  readonly text: string;
}

/** What is wrong at a place of a file. */
export interface PlacedProblem {
  readonly place: Place;
  readonly description: string;
}

/**
 * Reads a file in one of the formats of the command line; its name says which.
 *
 * @throws FormatError if it can't be read to its end, and an Error if its name says no format
 */
export async function readImportFile(file: File): Promise<ImportFile> {
  // Loaded when the first file comes.
  const { decodeText, FORMATS, formatOfFile, isWorkbookName, RecordProblem } = await import('movie-files');
  const name = formatOfFile(file.name);
  if (isWorkbookName(file.name)) throw new Error(`${file.name} is a workbook. Save or export its sheet as CSV.`);
  if (!name) throw new Error(`The name ${file.name} doesn’t say the format: it must end with .json, .ndjson or .csv.`);
  const format = FORMATS[name];
  const records: ImportRecord[] = [];
  const places: Place[] = [];
  const problems: PlacedProblem[] = [];
  const unsplit: PlacedProblem[] = [];
  for await (const { place: number, movie, brings, unsplit: several } of format.read(decodeText(bytesOf(file)))) {
    const place = { number, text: format.where(number) };
    if (movie instanceof RecordProblem) problems.push({ place, description: movie.message });
    else {
      records.push(importRecord(movie, brings));
      places.push(place);
      if (several) {
        unsplit.push({ place, description: `has the one genre “${several.genre}”; semicolons separate genres` });
      }
    }
  }
  return { name: file.name, records, places, problems, unsplit };
}

/** Not every browser can loop over a stream. */
async function* bytesOf(file: File): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    yield value;
  }
}
