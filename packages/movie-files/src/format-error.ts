/** A file is not in the format it should be in; the message says where and what to do. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
}
