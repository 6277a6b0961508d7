/** What problems of the same kind share. */
export interface ProblemKind {
  /** What is wrong, without this record's value: `rating must be a number`. Default: the message. */
  readonly kind?: string;
  /** This record's value: `"8,2"`. Default: none. */
  readonly value?: string;
  /** What is right or to be done, as a clause. Default: none. */
  readonly advice?: string;
}

/** Why a record of a file is not a movie. The message continues the record's place: `line 3` `has no title`. */
export class RecordProblem extends Error {
  override readonly name = 'RecordProblem';
  /** What is wrong, in words that all problems of this kind share. */
  readonly kind: string;
  readonly value: string | undefined;
  readonly advice: string | undefined;
  /** Each thing that is wrong with the record; this problem alone if it is one thing. */
  readonly parts: readonly RecordProblem[];

  constructor(message: string, { kind = message, value, advice }: ProblemKind = {}, options: ProblemOptions = {}) {
    super(message, options);
    this.kind = kind;
    this.value = value;
    this.advice = advice;
    this.parts = options.parts ?? [this];
  }

  /** One problem for all that is wrong with a record; undefined if nothing is. */
  static of(parts: readonly RecordProblem[]): RecordProblem | undefined {
    if (parts.length < 2) return parts[0];
    return new RecordProblem(parts.map(({ message }) => message).join('; '), {}, { parts });
  }
}

interface ProblemOptions extends ErrorOptions {
  readonly parts?: readonly RecordProblem[];
}

/** What is wrong with a record that is longer than any movie. */
export function tooLong(limit: number, advice?: string): RecordProblem {
  return new RecordProblem(
    `has more than ${limit.toLocaleString('en')} characters, so it is not one movie`,
    advice === undefined ? {} : { advice },
  );
}
