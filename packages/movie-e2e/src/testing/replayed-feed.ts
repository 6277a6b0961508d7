import { answerText, sameText } from './answer-text.js';
import type { Action, Answer, Fields, Movies, Operation } from './history.js';
import { type Change, changeText, type RecordedRun } from './recorded-run.js';

/** A change of the feed, and the write that made it. */
export interface MadeChange {
  /** 1 for the first of the feed. */
  readonly position: number;
  readonly change: Change;
  readonly operation: Operation;
}

/** A movie from one position of the feed until the next change of it. */
export interface Version {
  /** 0 for what was before. */
  readonly from: number;
  /** Undefined if there is no such movie. */
  readonly fields: Fields | undefined;
}

/** Makes the changes of a feed one after another, and finds the write that made each. */
export class ReplayedFeed {
  /** What no write explains. */
  readonly problems: string[] = [];
  /** What a write explains, in order. */
  readonly made: MadeChange[] = [];
  readonly #movies: Map<string, Fields>;
  readonly #versions = new Map<string, Version[]>();
  readonly #writes: ReadonlyMap<string, readonly Operation[]>;

  constructor({ before, operations }: Pick<RecordedRun, 'before' | 'operations'>, changes: readonly Change[]) {
    this.#movies = new Map(before);
    for (const [id, fields] of before) this.#versions.set(id, [{ from: 0, fields }]);
    this.#writes = writesByKey(operations);
    for (const [index, change] of changes.entries()) {
      this.#explain(change, index + 1);
      this.#make(change, index + 1);
    }
  }

  /** The movies at the end, in the catalog's order. */
  get movies(): Movies {
    return this.#movies;
  }

  /** What a movie was and became, the oldest first. */
  versionsOf(id: string): readonly Version[] {
    return this.#versions.get(id) ?? [{ from: 0, fields: undefined }];
  }

  #explain(change: Change, position: number): void {
    const old = this.#movies.get(change.id);
    const candidates = keysOf(change).flatMap((key) => this.#writes.get(key) ?? []);
    const makes = (operation: Operation) => sameChange(change, perform(operation.action, change.id, old));
    const [operation] = candidates.filter(makes).sort((one, other) => doubt(one.answer) - doubt(other.answer));
    if (operation) this.made.push({ position, change, operation });
    else this.problems.push(`No write makes the change ${position} of ${JSON.stringify(old)}: ${changeText(change)}`);
  }

  #make({ kind, id, fields }: Change, position: number): void {
    const isGone = kind === 'deleted';
    const versions = this.#versions.get(id) ?? [{ from: 0, fields: undefined }];
    versions.push({ from: position, fields: isGone ? undefined : fields });
    this.#versions.set(id, versions);
    if (isGone) this.#movies.delete(id);
    else this.#movies.set(id, fields);
  }
}

/** What a write does to a movie; undefined if it is refused. */
function perform(action: Action, id: string, old: Fields | undefined): Change | undefined {
  if ('known' in action && action.known && !sameText(action.known.fields, old)) return undefined;
  switch (action.kind) {
    case 'create':
      return old ? undefined : { kind: 'created', id, fields: action.fields };
    case 'update':
      return old && { kind: 'updated', id, fields: { ...old, ...action.fields } };
    case 'delete':
      return old && { kind: 'deleted', id, fields: old };
    case 'import': {
      if (old && action.mode === 'create') return undefined;
      return { kind: old ? 'updated' : 'created', id, fields: action.movies.get(id) ?? {} };
    }
    case 'get':
      return undefined;
  }
}

/** Of several callers who delete the same version, the one that got an answer did it. */
function doubt(answer: Answer | undefined): number {
  if (answer === undefined) return 1;
  return answer === 'refused' || answer === 'unchanged' ? 2 : 0;
}

function sameChange(one: Change, other: Change | undefined): boolean {
  return other !== undefined && changeText(one) === changeText(other);
}

function writesByKey(operations: readonly Operation[]): ReadonlyMap<string, readonly Operation[]> {
  const writes = new Map<string, Operation[]>();
  for (const operation of operations) {
    for (const key of keysOfAction(operation.action)) writes.set(key, [...(writes.get(key) ?? []), operation]);
  }
  return writes;
}

function keysOfAction(action: Action): readonly string[] {
  switch (action.kind) {
    case 'create':
    case 'update':
      return keysOf({ ...action, kind: 'updated' });
    case 'delete':
      return action.known ? keysOf({ kind: 'deleted', id: action.id, fields: action.known.fields }) : [];
    case 'import':
      return [...action.movies].flatMap(([id, fields]) => keysOf({ kind: 'updated', id, fields }));
    case 'get':
      return [];
  }
}

/** What a change and the write that made it have in common: a text that no other write has set, or the deleted version. */
function keysOf({ kind, id, fields }: Change): readonly string[] {
  if (kind === 'deleted') return [`deleted ${id} ${answerText(fields)}`];
  return Object.values(fields).flatMap((value) => (typeof value === 'string' ? [`${id} ${value}`] : []));
}
