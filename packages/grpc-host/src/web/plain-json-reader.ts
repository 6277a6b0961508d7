import { type DescField, type DescMessage, ScalarType } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { CLOSE, COMMA, isPlainByte, OPEN, QUOTE } from './json-bytes.js';
import { isPlain } from './plain-message.js';

/** A message as its decoder gives it. */
type Message = Readonly<Record<string, unknown>>;

type Decode = (bytes: Buffer) => unknown;

/** A field that is a text. */
interface TextField {
  /** How it begins in JSON: `"title":"`. */
  readonly start: Buffer;
  /** What the decoder calls it. */
  readonly key: string;
}

/**
 * Reads what most requests are: a few texts, as programs write them. The library makes an object of the JSON, checks each
 * of its keys, makes an object of the message, and encodes that for the decoder of the method.
 */
export class PlainJsonReader {
  readonly #empty: Message;
  readonly #fields: readonly TextField[];

  /** @param decode what reads the message in binary; it shows what a message is like, and isn't asked again */
  constructor(desc: DescMessage, decode: Decode) {
    const empty = isPlain(desc) ? sampleOf(decode, Buffer.alloc(0)) : undefined;
    this.#empty = empty ?? {};
    this.#fields = empty ? desc.fields.flatMap((field) => textField(field, decode)) : [];
  }

  /** The message; undefined if only the library can read it. */
  read(json: Buffer): Message | undefined {
    if (json[0] !== OPEN) return undefined;
    const texts: Record<string, string> = {};
    let at = 1;
    for (const { start, key } of this.#fields) {
      if (at > 1 && json[at] !== COMMA) break;
      const next = at > 1 ? at + 1 : at;
      if (!startsWith(json, start, next)) continue;
      const textAt = next + start.length;
      at = endOfText(json, textAt);
      texts[key] = json.toString('latin1', textAt, at);
      if (json[at++] !== QUOTE) return undefined;
    }
    return json[at] === CLOSE && at === json.length - 1 && at > 1 ? { ...this.#empty, ...texts } : undefined;
  }
}

/** What these bytes are read as, if it is a plain object of which a copy shares nothing with it. */
function sampleOf(decode: Decode, bytes: Buffer): Message | undefined {
  try {
    const message = decode(bytes);
    if (typeof message !== 'object' || Object.getPrototypeOf(message) !== Object.prototype) return undefined;
    return Object.values({ ...message }).some((value) => typeof value === 'object') ? undefined : { ...message };
  } catch {
    // Some decoders take no message without more in it.
    return undefined;
  }
}

/** The field, if it is a text that the decoder puts under a key. */
function textField(field: DescField, decode: Decode): TextField[] {
  const { number, jsonName, scalar, fieldKind, oneof } = field;
  if (scalar !== ScalarType.STRING || fieldKind !== 'scalar' || oneof) return [];
  const bytes = new BinaryWriter().tag(number, WireType.LengthDelimited).string('x').finish();
  const [key] = Object.entries(sampleOf(decode, Buffer.from(bytes)) ?? {}).find(([, value]) => value === 'x') ?? [];
  return key === undefined ? [] : [{ start: Buffer.from(`${JSON.stringify(jsonName)}:"`), key }];
}

function startsWith(json: Buffer, start: Buffer, at: number): boolean {
  for (let index = 0; index < start.length; index += 1) if (json[at + index] !== start[index]) return false;
  return true;
}

/** Where a text of ASCII without escapes ends, or stops to be one. */
function endOfText(json: Buffer, start: number): number {
  let at = start;
  while (at < json.length && isPlainByte(json[at] ?? 0)) at += 1;
  return at;
}
