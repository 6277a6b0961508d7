import type { FieldViolations } from './field-violations.js';

/**
 * How many things a caller gets at most: 0 leaves it to the server, and a larger size than the server's largest is
 * taken for that.
 */
export function readSize(
  field: string,
  given: number,
  size: { readonly default: number; readonly max: number },
  violations: FieldViolations,
): number {
  if (given < 0) violations.add(field, `must be 0 or more, and is ${given}`);
  return given === 0 ? size.default : Math.min(given, size.max);
}
