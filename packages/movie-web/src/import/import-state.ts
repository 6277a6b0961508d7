import { signal } from '@preact/signals';
import { ImportMode, type ImportMoviesResponse } from 'movie-proto/web';
import { withWriteAccess } from '../access/write-access.js';
import { failureText } from '../failure-text.js';
import { importMovies } from '../movie-calls.js';
import { notify } from '../notices.js';
import { type ImportFile, type PlacedProblem, readImportFile } from './read-import-file.js';

/** What a person chose for an import. */
export interface ImportChoices {
  /** Replaces movies whose id is taken, instead of refusing those of the file. */
  readonly replace: boolean;
}

/** What an import would do, as the server says it. */
export interface ImportPreview {
  readonly counts: ImportMoviesResponse;
  /** What is no movie, and what the server refuses, of which it says the first 100; in the order of the file. */
  readonly problems: readonly PlacedProblem[];
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
    return await previewOf(read, { replace: false }, signal);
  });
}

/** Asks the server again, with other choices. */
export async function chooseImport(file: ImportFile, choices: ImportChoices): Promise<void> {
  await stage('Asking the server…', (signal) => previewOf(file, choices, signal));
}

/** Imports the movies of a file that may be imported. */
export async function runImport(file: ImportFile, choices: ImportChoices): Promise<void> {
  await stage('Importing…', async (signal) => {
    const { createdCount, updatedCount } = await send(file, choices, false, signal);
    notify(`Imported: ${createdCount.toLocaleString('en')} new, ${updatedCount.toLocaleString('en')} changed.`);
    return undefined;
  });
}

async function previewOf(file: ImportFile, choices: ImportChoices, signal: AbortSignal): Promise<ImportStage> {
  const counts = await send(file, choices, true, signal);
  const refused = counts.problems.flatMap(({ position, field, description }) => {
    const place = file.places[position];
    return place ? { place, description: `${field} ${description}`.trim() } : [];
  });
  const problems = [...file.problems, ...refused].sort((one, other) => one.place.number - other.place.number);
  return {
    kind: 'preview',
    file,
    choices,
    preview: { counts, problems, leftOut: file.problems.length + counts.skippedCount },
  };
}

function send(
  { movies }: ImportFile,
  { replace }: ImportChoices,
  validateOnly: boolean,
  signal: AbortSignal,
): Promise<ImportMoviesResponse> {
  const mode = replace ? ImportMode.IMPORT_MODE_UPSERT : ImportMode.IMPORT_MODE_CREATE_ONLY;
  // The preview shows what is skipped, and so does the button that imports the rest.
  return withWriteAccess(() => importMovies({ mode, skipInvalid: true, validateOnly }, movies, signal));
}

async function stage(text: string, next: (signal: AbortSignal) => Promise<ImportStage | undefined>): Promise<void> {
  work.abort();
  work = new AbortController();
  const { signal } = work;
  importStage.value = { kind: 'busy', text };
  const result = await next(signal).catch((error: unknown) => ({ kind: 'failed' as const, text: failureText(error) }));
  if (!signal.aborted) importStage.value = result;
}
