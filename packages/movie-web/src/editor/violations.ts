import type { FieldViolation } from '../connect/call-error.js';
import { FIELDS, type Field, WIRE_NAMES } from './draft.js';

/** What the server says about the fields of a form. */
export interface FormProblems {
  readonly fields: ReadonlyMap<Field, string>;
  /** About what is no field of the form. */
  readonly other: readonly string[];
}

/** The violations of a request, sorted by the fields of the form: `movie.genres[2]` belongs to the genres. */
export function formProblems(violations: readonly FieldViolation[]): FormProblems {
  const fields = new Map<Field, string>();
  const other: string[] = [];
  for (const violation of violations) {
    const [, name, index] = /^movie\.([a-z_]+)(?:\[(\d+)\])?$/.exec(violation.field) ?? [];
    const field = FIELDS.find((candidate) => WIRE_NAMES[candidate] === name);
    const description =
      index === undefined ? violation.description : `${ordinal(Number(index))} ${violation.description}`;
    if (!field) other.push(`${violation.field} ${violation.description}`);
    else fields.set(field, [...(fields.has(field) ? [fields.get(field)] : []), description].join('; '));
  }
  return { fields, other };
}

function ordinal(index: number): string {
  return `Number ${index + 1}`;
}
