import { type CsvLayout, layoutOf } from './csv-layout.js';
import { type CsvRow, csvLine, csvRows } from './csv-rows.js';
import { type FieldPath, isLabelPath, type ReadOptions } from './field-names.js';
import type { Format } from './format.js';
import { FormatError } from './format-error.js';
import { unsplitIn } from './genre-list.js';
import { inertText, plainText } from './inert-text.js';
import { withLineFeeds } from './line-feeds.js';
import { isLetterboxdTitle, siteLabel } from './list-exports.js';
import { FIELD_FORMS, FIELD_NAMES, fieldCell } from './movie-fields.js';
import { badRecord, type ParsedRecord, parseRecord } from './movie-record.js';
import { RecordProblem } from './record-problem.js';

/** One movie a row below a header, as in RFC 4180 or as spreadsheets write it; semicolons separate genres and labels. */
export const csv: Format = {
  async *read(text, options = {}) {
    let layout: CsvLayout | undefined;
    let isLetterboxdList = false;
    for await (const row of csvRows(text)) {
      const { fields, line, problem } = row;
      if (layout) {
        if (problem || fields.some((field) => field !== '')) yield { place: line, ...parseRow(layout, row, options) };
      } else if (problem) {
        throw new FormatError(`The file is not CSV: line ${line} ${problem.message}.`);
      } else {
        isLetterboxdList ||= isLetterboxdTitle(fields);
        // Its own columns come after those that describe the list.
        if (!isLetterboxdList || fields[0] === 'Position') layout = layoutOf(fields, options);
      }
    }
    if (!layout) {
      throw new FormatError(`The file is empty. Its first line must list its columns, such as ${FIELD_NAMES.join()}.`);
    }
  },

  async *write(movies, { excel = false, etags = false } = {}) {
    const columns = FIELD_NAMES.filter((name) => etags || name !== 'etag');
    yield `${excel ? '\ufeff' : ''}${csvLine(columns)}`;
    for await (const movie of movies) {
      yield csvLine(columns.map((name) => inertText(fieldCell(movie, name), excel)));
    }
  },

  where: (place) => `line ${place}`,
};

function parseRow(layout: CsvLayout, row: CsvRow, options: ReadOptions): ParsedRecord {
  const { site } = layout;
  const problem = row.problem ?? shapeProblem(layout, row);
  if (problem) return badRecord(problem);
  const style = {
    hasDecimalComma: row.delimiter !== ',',
    ratingFactor: site?.ratingFactor ?? 1,
    genreSeparator: options.genreSeparator ?? site?.genreSeparator ?? ';',
  };
  const values: Partial<Record<FieldPath, unknown>> = {};
  for (const { index, path } of layout.cells) {
    const text = plainText(row.fields[index] ?? '');
    if (!isLabelPath(path)) values[path] = FIELD_FORMS[path].fromCell(text, style);
    else values[path] = site ? siteLabel(withLineFeeds(text)) : withLineFeeds(text);
  }
  const record = parseRecord(values);
  const { movie } = record;
  return movie instanceof RecordProblem ? record : { ...record, unsplit: unsplitIn(movie.genres) };
}

function shapeProblem({ header }: CsvLayout, { fields }: CsvRow): RecordProblem | undefined {
  const isTooLong = fields.slice(header.length).some((field) => field !== '');
  if (fields.length < header.length || isTooLong) {
    return new RecordProblem(`has ${fields.length} fields, and the header has ${header.length}`);
  }
  const unnamed = header.findIndex((column, index) => column === 'unnamed' && fields[index] !== '');
  return unnamed < 0 ? undefined : new RecordProblem(`has text in column ${unnamed + 1}, which has no name`);
}
