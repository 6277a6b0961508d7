/** A file is not in the format it should be in; the message says where and what to do. */
export class FormatError extends Error {
  override readonly name: string = 'FormatError';
}

/** A file has another encoding than it was read in; reading it in its own may help. */
export class EncodingError extends FormatError {
  override readonly name = 'EncodingError';
}

/** The columns that a CSV file names are not those of movies; other names for them may help. */
export class ColumnsError extends FormatError {
  override readonly name = 'ColumnsError';
}
