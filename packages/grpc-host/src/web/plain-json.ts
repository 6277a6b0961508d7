import { WireType } from '@bufbuild/protobuf/wire';
import { CLOSE, CLOSE_LIST, COMMA, isPlainByte, OPEN, OPEN_LIST, QUOTE } from './json-bytes.js';

/** The kinds of fields that are written. */
export type PlainKind = 'text' | 'bool' | 'int32' | 'double' | 'message' | 'texts by key';

/** A field, as its tag announces it. */
export interface PlainField {
  readonly number: number;
  readonly tag: number;
  readonly kind: PlainKind;
  /** `"title":` */
  readonly name: Buffer;
  readonly isList: boolean;
  /** Whether it is left out if it is empty or zero. */
  readonly isLeftOut: boolean;
  /** Those of a message. */
  readonly fields: PlainFields;
}

/** By their tags. */
export type PlainFields = ReadonlyMap<number, PlainField>;

const KEY_TAG = (1 << 3) | WireType.LengthDelimited;
const VALUE_TAG = (2 << 3) | WireType.LengthDelimited;

/** How many bytes a number of 32 bits takes at most. */
const MAX_VARINT_BYTES = 5;
const DOUBLE_BYTES = 8;

/** What a decoder gives for bytes that are no text. */
const REPLACEMENT = '\ufffd';

/** The JSON of one message, written from its bytes. */
export class PlainJson {
  readonly #message: Buffer;
  readonly #json: Buffer;
  /** Where in the message it is; beyond its end once something came that it can't write. */
  #position = 0;
  #length = 0;

  /** @param room for how many bytes; what has no room is only counted */
  constructor(message: Buffer, fields: PlainFields, room: number) {
    this.#message = message;
    this.#json = Buffer.allocUnsafe(room);
    this.#putFields(fields, message.length);
  }

  /** How many bytes it has. */
  get length(): number {
    return this.#length;
  }

  /** Whether it had room. */
  get isComplete(): boolean {
    return this.#length <= this.#json.length;
  }

  /** Undefined if the message has something that only the library can write. */
  get bytes(): Buffer | undefined {
    return this.#position > this.#message.length ? undefined : this.#json.subarray(0, this.#length);
  }

  #putFields(fields: PlainFields, end: number): void {
    let last = 0;
    this.#put(OPEN);
    while (this.#position < end) {
      const field = fields.get(this.#varint());
      if (!field || field.number <= last) {
        this.#giveUp();
        return;
      }
      if (last > 0) this.#put(COMMA);
      last = field.number;
      for (const byte of field.name) this.#put(byte);
      if (field.isList) this.#putList(field, end);
      else if (this.#putValue(field, end) && field.isLeftOut) this.#giveUp();
    }
    this.#put(CLOSE);
  }

  #putList(field: PlainField, end: number): void {
    this.#put(OPEN_LIST);
    this.#putValue(field, end);
    while (this.#isNext(field.tag, end)) {
      this.#put(COMMA);
      this.#putValue(field, end);
    }
    this.#put(CLOSE_LIST);
  }

  /** @returns whether it is empty or zero */
  #putValue(field: PlainField, end: number): boolean {
    switch (field.kind) {
      case 'text':
        return this.#putText();
      case 'bool':
        return this.#putAscii(`${this.#varint() !== 0}`) === 'false';
      case 'int32':
        return this.#putAscii(`${this.#varint() | 0}`) === '0';
      case 'double':
        return this.#putAscii(doubleJson(this.#double())) === '0';
      case 'message':
        this.#putFields(field.fields, this.#end());
        return false;
      case 'texts by key':
        this.#putMap(field, end);
        return false;
    }
  }

  #putText(): boolean {
    const end = this.#end();
    const start = this.#position;
    const before = this.#length;
    this.#put(QUOTE);
    let at = start;
    for (; at < end; at += 1) {
      const byte = this.#message[at] ?? 0;
      if (!isPlainByte(byte)) break;
      this.#put(byte);
    }
    if (at === end) {
      this.#put(QUOTE);
      this.#position = end;
    } else {
      this.#length = before;
      this.#putUtf8(JSON.stringify(this.#text(end)));
    }
    return start === end;
  }

  /** As an object, which the library makes, too: keys come in its order, and of two that are the same the last one counts. */
  #putMap(field: PlainField, end: number): void {
    const entries: [string, string][] = [];
    do entries.push(this.#entry());
    while (this.#isNext(field.tag, end));
    this.#putUtf8(JSON.stringify(Object.fromEntries(entries)));
  }

  #entry(): [string, string] {
    const end = this.#end();
    const entry: [string, string] = ['', ''];
    while (this.#position < end) {
      const tag = this.#varint();
      if (tag !== KEY_TAG && tag !== VALUE_TAG) this.#giveUp();
      else entry[tag === KEY_TAG ? 0 : 1] = this.#text(this.#end());
    }
    return entry;
  }

  #put(byte: number): void {
    this.#json[this.#length++] = byte;
  }

  #putAscii(text: string): string {
    for (let index = 0; index < text.length; index += 1) this.#put(text.charCodeAt(index));
    return text;
  }

  #putUtf8(text: string): void {
    const end = this.#length + Buffer.byteLength(text);
    if (end <= this.#json.length) this.#json.write(text, this.#length);
    this.#length = end;
  }

  #text(end: number): string {
    const text = this.#message.toString('utf8', this.#position, end);
    this.#position = end;
    if (text.includes(REPLACEMENT)) this.#giveUp();
    return text;
  }

  /** A number of 32 bits, or a tag, or a length. */
  #varint(): number {
    let value = 0;
    for (let index = 0; index < MAX_VARINT_BYTES; index += 1) {
      const byte = this.#message[this.#position++] ?? 0;
      value |= (byte & 0x7f) << (7 * index);
      if (byte < 0x80) return value >>> 0;
    }
    this.#giveUp();
    return 0;
  }

  #double(): number {
    const start = this.#position;
    this.#position += DOUBLE_BYTES;
    return this.#position > this.#message.length ? 0 : this.#message.readDoubleLE(start);
  }

  /** Where what comes next ends, which begins with its length. */
  #end(): number {
    const length = this.#varint();
    return this.#position + length;
  }

  /** Whether this tag comes next; if so, goes on behind it. */
  #isNext(tag: number, end: number): boolean {
    const before = this.#position;
    if (before >= end) return false;
    if (this.#varint() === tag) return true;
    this.#position = before;
    return false;
  }

  #giveUp(): void {
    this.#position = Number.POSITIVE_INFINITY;
  }
}

/** JSON has no numbers for those that are none. */
function doubleJson(value: number): string {
  return Number.isFinite(value) ? `${value}` : `"${value}"`;
}
