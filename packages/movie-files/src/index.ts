export { decodeText } from './decode-text.js';
export { FIELD_NAMES, type FieldName, fieldNamed, type ReadOptions } from './field-names.js';
export type { FileRecord, Format, WriteOptions } from './format.js';
export { ColumnsError, FormatError } from './format-error.js';
export { FORMATS, type FormatName, formatOfFile } from './formats.js';
export { findSyntaxError, type JsonSyntaxError, lineAndColumn } from './json-syntax-error.js';
export type { FileMovie } from './movie-record.js';
export { toRecord } from './movie-record.js';
export { RecordProblem } from './record-problem.js';
