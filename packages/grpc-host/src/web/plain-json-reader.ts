import { type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { WireType } from '@bufbuild/protobuf/wire';
import { isPlain } from './plain-message.js';

/** A field that is a text. */
interface TextField {
  /** How it begins in JSON: `"title":"`. */
  readonly start: Buffer;
  readonly tag: number;
}

/** How many bytes a tag and a length take at most. */
const MAX_HEAD_BYTES = 10;

const OPEN = 0x7b;
const CLOSE = 0x7d;
const COMMA = 0x2c;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const FIRST_SIGN = 0x20;
const LAST_OF_ASCII = 0x7f;

/**
 * Reads what most requests are: a few texts, as programs write them. The library makes an object of the JSON, checks each
 * of its keys, makes an object of the message, and encodes that.
 */
export class PlainJsonReader {
  readonly #fields: readonly TextField[];

  constructor(desc: DescMessage) {
    const texts = desc.fields.filter(({ scalar, fieldKind, oneof }) => {
      return scalar === ScalarType.STRING && fieldKind === 'scalar' && !oneof;
    });
    this.#fields = (isPlain(desc) ? texts : []).map(({ jsonName, number }) => ({
      start: Buffer.from(`${JSON.stringify(jsonName)}:"`),
      tag: (number << 3) | WireType.LengthDelimited,
    }));
  }

  /** The message in binary; undefined if only the library can read it. */
  read(json: Buffer): Buffer | undefined {
    if (json[0] !== OPEN) return undefined;
    const bytes = Buffer.allocUnsafe(json.length + MAX_HEAD_BYTES * this.#fields.length);
    let length = 0;
    let at = 1;
    for (const { start, tag } of this.#fields) {
      if (length > 0 && json[at] !== COMMA) break;
      const next = length > 0 ? at + 1 : at;
      if (!startsWith(json, start, next)) continue;
      const textAt = next + start.length;
      at = endOfText(json, textAt);
      length = writeVarint(tag, bytes, length);
      length = writeVarint(at - textAt, bytes, length);
      length += json.copy(bytes, length, textAt, at);
      if (json[at++] !== QUOTE) return undefined;
    }
    return json[at] === CLOSE && at === json.length - 1 && length > 0 ? bytes.subarray(0, length) : undefined;
  }
}

function startsWith(json: Buffer, start: Buffer, at: number): boolean {
  for (let index = 0; index < start.length; index += 1) if (json[at + index] !== start[index]) return false;
  return true;
}

/** Where a text of ASCII without escapes ends, or stops to be one. */
function endOfText(json: Buffer, start: number): number {
  let at = start;
  for (; at < json.length; at += 1) {
    const byte = json[at] ?? 0;
    if (byte < FIRST_SIGN || byte > LAST_OF_ASCII || byte === QUOTE || byte === BACKSLASH) break;
  }
  return at;
}

function writeVarint(value: number, bytes: Buffer, start: number): number {
  let rest = value;
  let at = start;
  for (; rest > 0x7f; rest >>>= 7) bytes[at++] = (rest & 0x7f) | 0x80;
  bytes[at++] = rest;
  return at;
}
