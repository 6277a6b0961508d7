import type { FieldViolation, RpcError } from 'grpc-host';
import type { v1 } from 'movie-proto';
import { invalidRequest } from './movie-errors.js';

/** How many problems of an import are reported. */
const MAX_PROBLEMS = 100;

/** The records of an import that can't be kept, and why. */
export class ImportProblems {
  /** The first 100, as the response reports them. */
  readonly reported: v1.ImportProblem[];
  #records: number;

  private constructor(reported: v1.ImportProblem[], records: number) {
    this.reported = reported;
    this.#records = records;
  }

  static none(): ImportProblems {
    return new ImportProblems([], 0);
  }

  /** How many records have problems. */
  get records(): number {
    return this.#records;
  }

  /** Whether no more problems will be reported. */
  get isFull(): boolean {
    return this.reported.length >= MAX_PROBLEMS;
  }

  /** Adds what is wrong with one record. */
  add(position: number, violations: readonly FieldViolation[]): void {
    this.#records += 1;
    for (const { field, description } of violations) {
      if (!this.isFull) this.reported.push({ position, field, description });
    }
  }

  copy(): ImportProblems {
    return new ImportProblems([...this.reported], this.#records);
  }

  /** The error for an import that may not skip them. */
  toError(): RpcError {
    return invalidRequest(
      this.reported.map(({ position, field, description }) => ({ field: `movies[${position}].${field}`, description })),
    );
  }
}
