export type { FileRecord, Format } from './format.js';
export { FormatError } from './format-error.js';
export { FORMATS, type FormatName, formatOfFile } from './formats.js';
export type { FileMovie } from './movie-record.js';
export { RecordProblem, toRecord } from './movie-record.js';
export { decodeUtf8 } from './utf8.js';
