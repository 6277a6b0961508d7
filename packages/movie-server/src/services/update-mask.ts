import { EMPTY_MOVIE, labelKeyProblem, type Movie, sortedLabels } from 'movie-catalog';
import { type FieldViolations, wireNameOf } from './field-violations.js';
import { quoted } from './movie-errors.js';
import { CHANGEABLE, type Changeable, populatedFields } from './movie-fields.js';

/** Which paths a mask may have. */
interface MaskRules {
  /** The fields that it may name. */
  readonly fields: readonly Changeable[];
  /** Whether it may be `*`, for all of them. */
  readonly mayBeAll: boolean;
}

const ONE_MOVIE: MaskRules = { fields: CHANGEABLE, mayBeAll: true };

/** What an update changes of a movie: whole fields, and single labels. */
export class UpdateMask {
  /** All fields. */
  static readonly ALL = new UpdateMask(CHANGEABLE, []);

  readonly #fields: readonly Changeable[];
  readonly #labelKeys: ReadonlySet<string>;

  private constructor(fields: Iterable<Changeable>, labelKeys: Iterable<string>) {
    this.#fields = [...new Set(fields)];
    this.#labelKeys = new Set(labelKeys);
  }

  /** AIP-134: without a mask, the fields that are not empty are meant. */
  static ofPopulated(movie: Movie): UpdateMask {
    return new UpdateMask(populatedFields(movie), []);
  }

  /**
   * Reads the field `update_mask`, whose paths are names of fields and `labels.KEY` (AIP-161).
   *
   * @param violations gets what is wrong with it
   */
  static read(paths: readonly string[], violations: FieldViolations, rules: MaskRules = ONE_MOVIE): UpdateMask {
    if (rules.mayBeAll && paths.length === 1 && paths[0] === '*') return UpdateMask.ALL;
    const fields: Changeable[] = [];
    const labelKeys: string[] = [];
    for (const [index, path] of paths.entries()) {
      const field = rules.fields.find((name) => wireNameOf(name) === path);
      const key = field ?? labelKeyIn(path);
      if (field !== undefined) fields.push(field);
      else if (key !== undefined) labelKeys.push(key);
      else violations.add(`update_mask.paths[${index}]`, `must be ${choicesOf(rules)}, and is ${quoted(path)}`);
    }
    return new UpdateMask(fields, labelKeys);
  }

  /** The fields that it changes, whole or in part. */
  get fields(): ReadonlySet<keyof Movie> {
    return new Set<keyof Movie>(this.mayAddLabels ? [...this.#fields, 'labels'] : this.#fields);
  }

  /** What an update of one movie has to get right. */
  get fieldsAndId(): ReadonlySet<keyof Movie> {
    return new Set([...this.fields, 'id'] as const);
  }

  /** The keys of the single labels that it changes. */
  get labelKeys(): ReadonlySet<string> {
    return this.#labelKeys;
  }

  /** Whether a right movie may break a rule after a change to right values: with one label more, it may have too many. */
  get mayAddLabels(): boolean {
    return this.#labelKeys.size > 0;
  }

  /** Of the movie that an update has, the id and what it changes: the rest is not looked at. */
  sample(given: Movie): Movie {
    return this.apply({ ...EMPTY_MOVIE, id: given.id }, given);
  }

  /** The movie with what it changes taken from another one. */
  apply(movie: Movie, from: Movie): Movie {
    const next: Movie = { ...movie, ...Object.fromEntries(this.#fields.map((field) => [field, from[field]])) };
    if (!this.mayAddLabels) return next;
    // By the labels that there are, as a mask may name thousands, and be for thousands of movies.
    const kept = Object.entries(next.labels).filter(([key]) => !this.#labelKeys.has(key));
    const taken = Object.entries(from.labels).filter(([key]) => this.#labelKeys.has(key));
    return { ...next, labels: sortedLabels(Object.fromEntries([...kept, ...taken])) };
  }
}

/** A plain key stands as it is, and any other between backquotes. */
const LABEL_PATH = /^labels\.(?:([\p{L}\p{N}_]+)|`([^`]+)`)$/u;

/** The key of the label that a path names; undefined if it names none that there can be. */
function labelKeyIn(path: string): string | undefined {
  const [, plain, quotedKey] = LABEL_PATH.exec(path) ?? [];
  const key = plain ?? quotedKey;
  return key !== undefined && labelKeyProblem(key) === undefined ? key : undefined;
}

function choicesOf({ fields, mayBeAll }: MaskRules): string {
  const names = [...fields.map(wireNameOf), 'labels.KEY', 'labels.`A KEY`'].join(', ');
  return mayBeAll ? `one of ${names}, or * alone` : `one of ${names}`;
}
