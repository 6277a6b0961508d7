import { type FieldPath, fieldNamed, folded, foldedNames, type ReadOptions } from './field-names.js';
import { ColumnsError } from './format-error.js';
import { FIELD_NAMES } from './movie-fields.js';

/** What a column of a CSV file holds: a field, a label, nothing for a movie, or it has no name and must be empty. */
export type Column = FieldPath | 'unused' | 'unnamed';

/**
 * The columns that the first line of a CSV file names, without those at its end that have no name.
 *
 * @throws ColumnsError if one is no field of a movie, and if two are the same
 */
export function parseHeader(fields: readonly string[], options: ReadOptions): readonly Column[] {
  const titles = fields.map((field) => field.trim());
  const names = titles.slice(0, titles.findLastIndex((title) => title !== '') + 1);
  const given = foldedNames(options);
  const header = names.map((name): Column | undefined => {
    const field = given.get(folded(name));
    if (field !== undefined) return field || 'unused';
    if (name === '') return options.ignoresUnknown ? 'unused' : 'unnamed';
    return fieldNamed(name) ?? (options.ignoresUnknown ? 'unused' : undefined);
  });
  checkGiven(names, options);
  checkUnknown(names.filter((_, index) => header[index] === undefined));
  for (const field of new Set(header)) {
    if (field === undefined || field === 'unused' || field === 'unnamed') continue;
    checkTwice(
      field,
      names.filter((_, index) => header[index] === field),
    );
  }
  return header.map((column) => column ?? 'unused');
}

function checkGiven(columns: readonly string[], { names = new Map() }: ReadOptions): void {
  const absent = [...names.keys()].filter((name) => !columns.some((column) => folded(column) === folded(name)));
  if (absent.length === 0) return;
  throw new ColumnsError(`The file has no ${columnList(absent)}. It has the ${columnList(columns)}.`);
}

function checkUnknown(columns: readonly string[]): void {
  if (columns.length === 0) return;
  const are = columns.length === 1 ? 'which is not a field' : 'which are not fields';
  throw new ColumnsError(
    `The file has the ${columnList(columns)}, ${are} of a movie. Its first line must list its columns. ` +
      `They can be ${FIELD_NAMES.join()}, or labels.KEY for one label.`,
  );
}

function checkTwice(field: FieldPath, columns: readonly string[]): void {
  if (columns.length < 2) return;
  throw new ColumnsError(
    `The file has more than one column for ${field}: the ${columnList(columns)}. Remove all but one.`,
  );
}

/** `columns "a" and "b"`. */
function columnList(columns: readonly string[]): string {
  const quoted = columns.map((column) => JSON.stringify(column));
  const last = quoted.pop();
  return quoted.length === 0 ? `column ${last}` : `columns ${quoted.join(', ')} and ${last}`;
}
