import { Argument, type Command } from 'commander';
import type { CommandContext } from './command-context.js';

/** A command as the help of the program lists it. */
export interface ListedCommand {
  readonly name: string;
  readonly argument?: Argument;
  readonly summary: string;
  /** Loads the rest of it. */
  readonly load: () => Promise<(command: Command, context: CommandContext) => void>;
}

/** The commands. Each is loaded only when its name is typed: all of them take longer than a call. */
export const COMMANDS: readonly ListedCommand[] = [
  {
    name: 'get',
    argument: new Argument('<ID...>'),
    summary: 'print movies by their ids',
    load: async () => (await import('./commands/get.js')).defineGet,
  },
  {
    name: 'list',
    summary: 'print movies, filtered and sorted',
    load: async () => (await import('./commands/list.js')).defineList,
  },
  {
    name: 'search',
    argument: new Argument('<WORDS...>'),
    summary: 'find movies by words, even misspelt ones',
    load: async () => (await import('./commands/search.js')).defineSearch,
  },
  {
    name: 'stats',
    summary: 'count movies by decade, rating, genre, …',
    load: async () => (await import('./commands/stats.js')).defineStats,
  },
  {
    name: 'add',
    summary: 'add a movie',
    load: async () => (await import('./commands/add.js')).defineAdd,
  },
  {
    name: 'update',
    argument: new Argument('[ID]'),
    summary: 'change fields of movies',
    load: async () => (await import('./commands/update.js')).defineUpdate,
  },
  {
    name: 'delete',
    argument: new Argument('[ID...]', '- reads ids from standard input, one a line'),
    summary: 'delete movies',
    load: async () => (await import('./commands/delete.js')).defineDelete,
  },
  {
    name: 'duplicates',
    summary: 'print movies that are there more than once',
    load: async () => (await import('./commands/duplicates.js')).defineDuplicates,
  },
  {
    name: 'import',
    argument: new Argument('<FILE>', '- is standard input'),
    summary: 'add the movies of a file',
    load: async () => (await import('./commands/import.js')).defineImport,
  },
  {
    name: 'export',
    argument: new Argument('[FILE]').default('-'),
    summary: 'write movies to a file',
    load: async () => (await import('./commands/export.js')).defineExport,
  },
  {
    name: 'undo',
    argument: new Argument('[REVISION]', 'the name of the write, as imports and `watch --json` print it'),
    summary: 'put back what a write changed',
    load: async () => (await import('./commands/undo.js')).defineUndo,
  },
  {
    name: 'watch',
    summary: 'print changes as they happen',
    load: async () => (await import('./commands/watch.js')).defineWatch,
  },
  {
    name: 'health',
    argument: new Argument('[SERVICE]', 'the full name of a service; without it, the whole server'),
    summary: 'ask whether the server takes calls',
    load: async () => (await import('./commands/health.js')).defineHealth,
  },
  {
    name: 'services',
    summary: 'list the services that the server offers',
    load: async () => (await import('./commands/services.js')).defineServices,
  },
];
