import type { FieldViolation } from '../connect/call-error.js';
import { fieldOfWireName } from '../movie-fields.js';
import { nameOfLabel, type Problems } from './draft.js';

/** What the server says about the fields of a form. */
export interface FormProblems {
  /** About fields, and labels. */
  readonly fields: Problems;
  /** About what is no field of the form. */
  readonly other: readonly string[];
}

/**
 * The violations of a request, sorted by the fields of the form: `movie.genres[2]` belongs to the genres, and
 * `movie.labels["shelf"]` to that label.
 */
export function formProblems(violations: readonly FieldViolation[]): FormProblems {
  const fields = new Map<string, string>();
  const other: string[] = [];
  for (const violation of violations) {
    const [, name, index] = /^movie\.([a-z_]+)(?:\[(\d+|".*")\])?$/s.exec(violation.field) ?? [];
    const field = fieldOfWireName(name);
    if (!field) other.push(`${violation.field} ${violation.description}`);
    else {
      const isLabel = field === 'labels' && index !== undefined;
      const place = isLabel ? nameOfLabel(String(JSON.parse(index))) : field;
      const description = isLabel || index === undefined ? violation.description : inList(index, violation);
      fields.set(place, [...(fields.has(place) ? [fields.get(place)] : []), description].join('; '));
    }
  }
  return { fields, other };
}

function inList(index: string, { description }: FieldViolation): string {
  return `Number ${Number(index) + 1} ${description}`;
}
