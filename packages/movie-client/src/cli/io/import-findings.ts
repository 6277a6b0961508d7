import type { ImportResult } from '../../calls/import-movies.js';
import { MovieError } from '../../movie-error.js';
import { CommandError } from '../command-error.js';
import { EXIT } from '../exit-code.js';
import { count } from '../terminal/count.js';
import { BadRecordsError, type ImportSource } from './import-source.js';
import type { ProblemGroups } from './problem-groups.js';

/** What to do about names that aren't those of fields. */
export const NAMES_ADVICE =
  'Name fields with --map "THEIRS=title", where nothing after = leaves one out, or leave out unknown ones with --ignore-unknown.';

/** What to do about a file that isn't UTF-8. */
export const ENCODING_ADVICE =
  'Or name its encoding and look at the movies with --dry-run: --encoding windows-1252 (Western Europe), ' +
  'windows-1251 (Cyrillic), gb18030 (China), big5 (Taiwan), shift_jis (Japan), euc-kr (Korea) or another one.';

/** What is wrong with the records of a file. */
export interface ImportFindings {
  readonly problems: ProblemGroups;
  /** How many records are bad. */
  readonly badCount: number;
  /** How many of them have no problem among those given, since a server names its first ones. */
  readonly unnamedCount: number;
  /** How many records there are; undefined if they weren't all looked at. */
  readonly total: number | undefined;
}

/** What is wrong with the records that an import left out. */
export function skippedIn({ skippedCount, problems }: ImportResult, source: ImportSource): ImportFindings {
  for (const { position, field, description } of problems) source.addServerProblem(position, field, description);
  return {
    problems: source.problems,
    badCount: source.problemCount + skippedCount,
    unnamedCount: skippedCount - new Set(problems.map(({ position }) => position)).size,
    total: source.problemCount + source.movieCount,
  };
}

/** An error of an import that is about records of its file. */
export type RecordsError = MovieError | BadRecordsError;

const MOVIE_FIELD = /^movies\[(\d+)\]\.?(.*)$/;

/** Whether an import failed because of records of its file. */
export function isAboutRecords(error: unknown): error is RecordsError {
  if (error instanceof BadRecordsError) return true;
  return error instanceof MovieError && error.violations.some(({ field }) => MOVIE_FIELD.test(field));
}

/** What an error says about records. */
export function findingsOf(error: RecordsError, source: ImportSource): ImportFindings {
  const violations = error instanceof MovieError ? error.violations : [];
  const bad = new Set<string>();
  for (const { field, description } of violations) {
    const [, index, name = ''] = MOVIE_FIELD.exec(field) ?? [];
    if (index === undefined) continue;
    bad.add(index);
    source.addServerProblem(Number(index), name, description);
  }
  return { problems: source.problems, badCount: source.problemCount + bad.size, unnamedCount: 0, total: undefined };
}

/** The findings by kind, and how many more there are. */
export function findingLines({ problems, unnamedCount }: ImportFindings): string[] {
  return [...problems.lines(), ...(unnamedCount > 0 ? [`and ${count(unnamedCount)} more bad records`] : [])];
}

/** The error for an import that was refused because of records. */
export function refusal(findings: ImportFindings, cause: RecordsError): CommandError {
  const { badCount, total } = findings;
  const lines = findingLines(findings).map((line) => `\n  ${line}`);
  const many = total === undefined ? `At least ${count(badCount)}` : `${count(badCount)} of ${count(total)}`;
  const sum = `${many} ${badCount === 1 && total === undefined ? 'record' : 'records'} can't be imported.`;
  // An upsert has no id that is taken.
  const advice = findings.problems.has(/^id is taken$/)
    ? 'Fix the file, skip bad movies with --skip-invalid, or change those that exist with --upsert.'
    : 'Fix the file, or skip bad movies with --skip-invalid.';
  const names = findings.problems.has(/is not a field of a movie$/) ? ` ${NAMES_ADVICE}` : '';
  return new CommandError(EXIT.refused, `Nothing was imported:${lines.join('')}\n${sum} ${advice}${names}`, { cause });
}
