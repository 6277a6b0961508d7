import { type Column, parseHeader } from './csv-header.js';
import { type FieldPath, folded, type ReadOptions } from './field-names.js';
import { type ListExport, listExportOf, withSiteNames } from './list-exports.js';

/** What is where in the rows of a CSV file. */
export interface CsvLayout {
  readonly header: readonly Column[];
  /** The columns that hold something of a movie. */
  readonly cells: readonly Cell[];
  /** The site whose export the file is. */
  readonly site: ListExport | undefined;
}

/** What the cells of a column hold. */
export interface Cell {
  /** The index of the column. */
  readonly index: number;
  readonly path: FieldPath;
}

/**
 * The layout of the file whose first line has these fields.
 *
 * @throws ColumnsError if one is no field of a movie, and if two are the same
 */
export function layoutOf(fields: readonly string[], options: ReadOptions): CsvLayout {
  const site = listExportOf(fields);
  const header = parseHeader(fields, site ? withSiteNames(site, fields, options) : options);
  const cells = header.flatMap((path, index) => (path === 'unused' || path === 'unnamed' ? [] : [{ index, path }]));
  return { header, cells: [...cells, ...(site ? labelsBeside(site, fields, header) : [])], site };
}

/** The columns of a site that are a label, too, unless the file has another column for it. */
function labelsBeside({ labelsBeside }: ListExport, fields: readonly string[], header: readonly Column[]): Cell[] {
  return Object.entries(labelsBeside).flatMap(([name, path]) => {
    const index = fields.findIndex((field) => folded(field) === folded(name));
    return index < 0 || header[index] === 'unused' || header.includes(path) ? [] : [{ index, path }];
  });
}
