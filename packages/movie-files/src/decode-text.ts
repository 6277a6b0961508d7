import { ENCODING_SIGNS, encodingNamed, encodingOf } from './encoding.js';
import { EncodingError, FormatError } from './format-error.js';
import { decodeWindows1252 } from './windows-1252.js';

/**
 * The text of a file, chunk by chunk, without its byte order mark.
 *
 * @param encoding its name or another label of it; default: UTF-16 if the file's beginning shows it, otherwise UTF-8
 * @throws FormatError if the file is no text, but a workbook or an archive
 * @throws EncodingError with the place of what has another encoding, whose letters would be lost
 * @throws RangeError if the encoding isn't known
 */
export async function* decodeText(
  file: AsyncIterable<Uint8Array>,
  encoding?: string,
): AsyncGenerator<string, void, undefined> {
  let decoder: ChunkDecoder | undefined;
  let start: Uint8Array = new Uint8Array();
  for await (const bytes of file) {
    if (decoder) yield decoder.decode(bytes);
    else {
      start = joined(start, bytes);
      if (start.length < ENCODING_SIGNS) continue;
      decoder = decoderFor(start, encoding);
      yield decoder.decode(start);
    }
  }
  if (!decoder) {
    decoder = decoderFor(start, encoding);
    yield decoder.decode(start);
  }
  yield decoder.end();
}

/** Decodes a file chunk by chunk. */
interface ChunkDecoder {
  decode(bytes: Uint8Array): string;
  /** The rest of the text. */
  end(): string;
}

/** Each byte is a character of it. */
const WINDOWS_1252: ChunkDecoder = { decode: decodeWindows1252, end: () => '' };

/** @param start the first bytes of the file */
function decoderFor(start: Uint8Array, encoding: string = encodingOf(start.subarray(0, ENCODING_SIGNS))): ChunkDecoder {
  if (BINARY_SIGNS.some((sign) => sign.every((byte, index) => start[index] === byte))) {
    throw new FormatError(
      'The file is a workbook, or an archive, and not text. Save or export its sheet as CSV; in Excel, that is the ' +
        'file type "CSV UTF-8".',
    );
  }
  return encodingNamed(encoding) === 'windows-1252' ? WINDOWS_1252 : new PlacingDecoder(encoding);
}

/** What files of ZIP (`.xlsx`, `.ods`, `.numbers`) and of OLE (`.xls`) begin with. */
const BINARY_SIGNS = [
  [0x50, 0x4b, 0x03, 0x04],
  [0xd0, 0xcf, 0x11, 0xe0],
];

/** The most bytes of a character of UTF-8 that may have come with the chunk before. */
const TAIL = 3;

const LINE_FEED = 0x0a;

/** Decodes chunks, and knows the place of what it can't decode. */
class PlacingDecoder implements ChunkDecoder {
  readonly #decoder: InstanceType<typeof TextDecoder>;
  /** How many line feeds there were, and how many characters after the last. */
  #lines = 0;
  #columns = 0;
  /** The last bytes, for the place of an error. */
  #tail: Uint8Array = new Uint8Array();

  constructor(encoding: string) {
    this.#decoder = new TextDecoder(encoding, { fatal: true });
  }

  decode(bytes: Uint8Array): string {
    if (this.#decoder.encoding === 'utf-8') return this.#decodePart(bytes);
    // An error doesn't say where it is, so the parts are lines.
    let text = '';
    for (let start = 0; start < bytes.length; ) {
      const end = bytes.indexOf(LINE_FEED, start) + 1 || bytes.length;
      text += this.#decodePart(bytes.subarray(start, end));
      start = end;
    }
    return text;
  }

  #decodePart(bytes: Uint8Array): string {
    const text = this.#orFail(() => this.#decoder.decode(bytes, { stream: true }), bytes);
    this.#count(text);
    this.#tail = joined(this.#tail, bytes.subarray(-TAIL)).slice(-TAIL);
    return text;
  }

  end(): string {
    return this.#orFail(() => this.#decoder.decode(), new Uint8Array());
  }

  #orFail(decode: () => string, bytes: Uint8Array): string {
    try {
      return decode();
    } catch (error) {
      const hasColumn = this.#decoder.encoding === 'utf-8';
      if (hasColumn) this.#count(textBeforeError(this.#tail, bytes));
      const place = `line ${this.#lines + 1}${hasColumn ? `, column ${this.#columns + 1}` : ''}`;
      const name = this.#decoder.encoding.toUpperCase().replace(/^(UTF-16).*/, '$1');
      const advice = 'Save it as UTF-8 and try again; in Excel, that is the file type "CSV UTF-8".';
      throw new EncodingError(`The file is not ${name}: see ${place}. ${advice}`, { cause: error });
    }
  }

  #count(text: string): void {
    const lines = text.split('\n');
    const last = lines.at(-1)?.length ?? 0;
    this.#columns = lines.length === 1 ? this.#columns + last : last;
    this.#lines += lines.length - 1;
  }
}

/** The text of the bytes until the first that isn't UTF-8, without what the tail of the chunk before has of it. */
function textBeforeError(tail: Uint8Array, bytes: Uint8Array): string {
  // What continues a character that began before the tail has been decoded already.
  const begin = tail.findIndex((byte) => (byte & 0xc0) !== 0x80);
  const known = begin < 0 ? new Uint8Array() : tail.slice(begin);
  const all = joined(known, bytes);
  let right = known.length;
  let wrong = all.length;
  // Whatever begins with bytes that aren't UTF-8 isn't UTF-8, either.
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (isUtf8(all.subarray(0, middle))) right = middle;
    else wrong = middle;
  }
  const decode = (part: Uint8Array) => new TextDecoder().decode(part, { stream: true });
  return decode(all.subarray(0, right)).slice(decode(known).length);
}

/** Whether the bytes are UTF-8, or the beginning of it. */
function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(one.length + other.length);
  bytes.set(one);
  bytes.set(other, one.length);
  return bytes;
}
