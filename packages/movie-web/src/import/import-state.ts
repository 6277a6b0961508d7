import { signal } from '@preact/signals';
import { ImportMode, type ImportMoviesResponse } from 'movie-proto/web';
import { withWriteAccess } from '../access/write-access.js';
import { failureText } from '../failure-text.js';
import { importMovies } from '../movie-calls.js';
import { notify } from '../notices.js';
import { undoOf } from '../undo.js';
import { type ImportFile, type PlacedProblem, readImportFile } from './read-import-file.js';

/** What a person chose for an import. */
export interface ImportChoices {
  /** Changes movies whose id is taken, instead of refusing those of the file. */
  readonly change: boolean;
}

/** What an import would do, as the server says it. */
export interface ImportPreview {
  readonly counts: ImportMoviesResponse;
  /** What is no movie, and what the server refuses, of which it says the first 100; in the order of the file. */
  readonly problems: readonly PlacedProblem[];
  /** New movies that are like others, of which the server says the first 100. */
  readonly duplicates: readonly PlacedProblem[];
  /** How many records are left out. */
  readonly leftOut: number;
}

/** How far an import is. */
export type ImportStage =
  | { readonly kind: 'busy'; readonly text: string }
  | { readonly kind: 'failed'; readonly text: string }
  | {
      readonly kind: 'preview';
      readonly file: ImportFile;
      readonly choices: ImportChoices;
      readonly preview: ImportPreview;
    };

/** The import that is open; undefined if none is. */
export const importStage = signal<ImportStage | undefined>(undefined);

/** Ends the work for the import that is open. */
let work = new AbortController();

/** Closes the import without importing anything. */
export function closeImport(): void {
  work.abort();
  importStage.value = undefined;
}

/** Reads a file, and asks the server what importing it would do. */
export async function openImport(file: File): Promise<void> {
  await stage(`Reading ${file.name}…`, async (signal) => {
    const read = await readImportFile(file);
    return await previewOf(read, { change: false }, signal);
  });
}

/** Asks the server again, with other choices. */
export async function chooseImport(file: ImportFile, choices: ImportChoices): Promise<void> {
  await stage('Asking the server…', (signal) => previewOf(file, choices, signal));
}

/** Imports the movies of a file that may be imported. */
export async function runImport(file: ImportFile, choices: ImportChoices): Promise<void> {
  await stage('Importing…', async (signal) => {
    const { createdCount, updatedCount, skippedCount, revision } = await send(file, choices, false, signal);
    const leftOut = skippedCount + file.problems.length;
    const counts = [`${number(createdCount)} new`, `${number(updatedCount)} changed`];
    if (leftOut > 0) counts.push(`${number(leftOut)} left out`);
    const undo = revision === '' ? undefined : undoOf(revision, 'The import is undone.');
    notify(`Imported: ${counts.join(', ')}.`, undo);
    return undefined;
  });
}

function number(value: number): string {
  return value.toLocaleString('en');
}

async function previewOf(file: ImportFile, choices: ImportChoices, signal: AbortSignal): Promise<ImportStage> {
  const counts = await send(file, choices, true, signal);
  const placed = (position: number, description: string): readonly PlacedProblem[] => {
    const place = file.places[position];
    return place ? [{ place, description }] : [];
  };
  const refused = counts.problems.flatMap(({ position, field, description }) =>
    placed(position, `${field} ${description}`.trim()),
  );
  const problems = [...file.problems, ...refused].sort((one, other) => one.place.number - other.place.number);
  const duplicates = counts.duplicates.flatMap(({ position, id, duplicatePosition }) => {
    const title = file.records[position]?.movie?.title;
    const other = id === '' ? `that of ${file.places[duplicatePosition]?.text}` : `the catalog’s with the id ${id}`;
    return placed(position, `“${title}” looks like ${other}`);
  });
  return {
    kind: 'preview',
    file,
    choices,
    preview: { counts, problems, duplicates, leftOut: file.problems.length + counts.skippedCount },
  };
}

function send(
  { records }: ImportFile,
  { change }: ImportChoices,
  validateOnly: boolean,
  signal: AbortSignal,
): Promise<ImportMoviesResponse> {
  const mode = change ? ImportMode.IMPORT_MODE_UPSERT : ImportMode.IMPORT_MODE_CREATE_ONLY;
  // The preview shows what is skipped, and so does the button that imports the rest.
  return withWriteAccess(() => importMovies({ mode, skipInvalid: true, validateOnly }, records, signal));
}

async function stage(text: string, next: (signal: AbortSignal) => Promise<ImportStage | undefined>): Promise<void> {
  work.abort();
  work = new AbortController();
  const { signal } = work;
  importStage.value = { kind: 'busy', text };
  const result = await next(signal).catch((error: unknown) => ({ kind: 'failed' as const, text: failureText(error) }));
  if (!signal.aborted) importStage.value = result;
}
