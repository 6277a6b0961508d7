/** What a history knows of a movie: the fields that callers set, besides the id. */
export type Fields = Readonly<Record<string, string | number>>;

/** All movies of a catalog, by their ids. */
export type Movies = ReadonlyMap<string, Fields>;

/** A movie as a caller has read it. */
export interface Known {
  readonly etag: string;
  readonly fields: Fields;
}

/** What a caller asks for. With `known`, a write is refused if the movie has changed since it was read. */
export type Action =
  | { readonly kind: 'create'; readonly id: string; readonly fields: Fields }
  | { readonly kind: 'update'; readonly id: string; readonly fields: Fields; readonly known?: Known }
  | { readonly kind: 'delete'; readonly id: string; readonly known?: Known }
  | { readonly kind: 'get'; readonly id: string }
  /** All of the movies or none. `upsert` replaces those that exist; `create` is refused if one does. */
  | { readonly kind: 'import'; readonly mode: 'create' | 'upsert'; readonly movies: Movies };

/**
 * What a caller gets for an answer: the movie as it is now, that it is done, that it can't be, because of what there is, or
 * that nothing was changed, for another reason.
 */
export type Answer = Fields | 'done' | 'refused' | 'unchanged';

/** What one caller did, on a clock that all callers share. */
export interface Operation {
  readonly action: Action;
  readonly begin: number;
  /** Infinity if no answer came: then it may take effect at any later time, or never. */
  readonly end: number;
  /** Undefined if none came. */
  readonly answer: Answer | undefined;
}

/** Whether it is a write that was made. */
export function isAcknowledged({ action, answer }: Operation): boolean {
  return action.kind !== 'get' && (answer === 'done' || typeof answer === 'object');
}

/** Writes down what concurrent callers do. */
export class History {
  readonly operations: Operation[] = [];
  #clock = 0;

  /**
   * Records a call from before it begins until its answer is there.
   *
   * @param call gives undefined if it can't know what became of the action
   */
  async record(action: Action, call: () => Promise<Answer | undefined>): Promise<Answer | undefined> {
    const begin = this.#clock++;
    const answer = await call();
    this.operations.push({ action, begin, end: answer === undefined ? Infinity : this.#clock++, answer });
    return answer;
  }
}
