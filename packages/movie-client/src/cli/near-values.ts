import type { ValueCount } from '../calls/search-movies.js';
import type { LabelFilter } from '../movie.js';
import type { MovieClient } from '../movie-client.js';
import { MovieError } from '../movie-error.js';
import { folded, slipDistance } from './edit-distance.js';
import type { FilterOptions } from './options/filter-options.js';
import { count } from './terminal/count.js';
import { printable } from './terminal/printable.js';

/** The most values that are named. */
const MAX_NAMED = 3;

/**
 * Says why nothing was found, as far as a condition matches nothing at all, and what is near: `No genre contains
 * "Thriler"; near are Thriller (238) and Thriller/Suspense (12).` Empty if each condition matches something.
 */
export async function nearValues(client: MovieClient, options: FilterOptions, signal: AbortSignal): Promise<string> {
  const sentences = await sentencesFor(client, options, signal).catch((error: unknown) => {
    // What was asked for has been done; this only helps.
    if (error instanceof MovieError) return [];
    throw error;
  });
  return sentences.map((sentence) => ` ${printable(sentence)}`).join('');
}

async function sentencesFor(client: MovieClient, options: FilterOptions, signal: AbortSignal): Promise<string[]> {
  return [
    ...(await nearGenres(client, options, signal)),
    ...(await nearDirectors(client, options, signal)),
    ...(await nearLabels(client, options.label ?? [], signal)),
    ...(await nearTitles(client, options, signal)),
  ];
}

async function nearGenres(client: MovieClient, options: FilterOptions, signal: AbortSignal): Promise<string[]> {
  const { genre = [], anyGenre = [] } = options;
  const unknown: string[] = [];
  for (const text of [...genre, ...anyGenre]) {
    if (!(await hasAny(client, { allGenres: [text] }, signal))) unknown.push(text);
  }
  if (unknown.length === 0) return [];
  const { genres } = await client.summarize({}, { limit: 1_000, signal });
  return unknown.map((text) => `No genre contains ${JSON.stringify(text)}${near(text, genres)}.`);
}

async function nearDirectors(client: MovieClient, { director }: FilterOptions, signal: AbortSignal): Promise<string[]> {
  if (director === undefined || (await hasAny(client, { directorContains: director }, signal))) return [];
  const { results } = await client.search(director, { limit: 100, signal });
  const words = director.split(/\s+/).filter(Boolean);
  const isNear = (name: string) => words.some((word) => slipDistance(word, name) !== undefined);
  const names = new Map(results.map(({ movie }) => [folded(movie.director), movie.director]));
  const counted: ValueCount[] = [];
  for (const value of [...names.values()].filter(isNear).slice(0, MAX_NAMED)) {
    const { totalSize } = await client.listPage({ directorContains: value }, { pageSize: 1, signal });
    counted.push({ value, count: totalSize });
  }
  return [`No director's name contains ${JSON.stringify(director)}${named(counted)}.`];
}

async function nearLabels(client: MovieClient, labels: readonly LabelFilter[], signal: AbortSignal): Promise<string[]> {
  const sentences: string[] = [];
  for (const { key, value } of labels) {
    if (!(await hasAny(client, { labels: [{ key }] }, signal))) {
      const { labelKeys } = await client.summarize({}, { limit: 1_000, signal });
      sentences.push(`No movie has a label ${JSON.stringify(key)}${near(key, labelKeys)}.`);
    } else if (value !== undefined && !(await hasAny(client, { labels: [{ key, value }] }, signal))) {
      const values = await valuesOf(key, client, signal);
      sentences.push(`No label ${JSON.stringify(key)} has the value ${JSON.stringify(value)}${near(value, values)}.`);
    }
  }
  return sentences;
}

/** The values of a label: those of the first 1,000 movies that have it. */
async function valuesOf(key: string, client: MovieClient, signal: AbortSignal): Promise<ValueCount[]> {
  const { movies } = await client.listPage({ labels: [{ key }] }, { pageSize: 1_000, signal });
  const counts = new Map<string, number>();
  for (const { labels } of movies) {
    const value = labels[key];
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].map(([value, count]) => ({ value, count }));
}

async function nearTitles(client: MovieClient, { title, text }: FilterOptions, signal: AbortSignal): Promise<string[]> {
  const sentences: string[] = [];
  if (title !== undefined && !(await hasAny(client, { titleContains: title }, signal))) {
    sentences.push(`No title contains ${JSON.stringify(title)}; \`movie search\` finds misspelt words.`);
  }
  if (text !== undefined && !(await hasAny(client, { text }, signal))) {
    sentences.push(`No movie has ${JSON.stringify(text)}; \`movie search\` finds misspelt words.`);
  }
  return sentences;
}

type Filter = Parameters<MovieClient['listPage']>[0];

async function hasAny(client: MovieClient, filter: Filter, signal: AbortSignal): Promise<boolean> {
  return (await client.listPage(filter, { pageSize: 1, signal })).totalSize > 0;
}

function near(sought: string, values: readonly ValueCount[]): string {
  const slips = values.flatMap((value) => {
    const distance = slipDistance(sought, value.value);
    return distance === undefined ? [] : [{ value, distance }];
  });
  const nearest = slips.sort((a, b) => a.distance - b.distance || b.value.count - a.value.count);
  return named(nearest.slice(0, MAX_NAMED).map(({ value }) => value));
}

function named(values: readonly ValueCount[]): string {
  const texts = values.map(({ value, count: movies }) => `${value} (${count(movies)})`);
  if (texts.length === 0) return '';
  const last = texts.at(-1);
  return `; near ${texts.length === 1 ? 'is' : 'are'} ${[texts.slice(0, -1).join(', '), last].filter(Boolean).join(' and ')}`;
}
