const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const BYTE_ORDER_MARK = '\ufeff';

/** A stretch of a text, in bytes: from `start` up to, but not including, `end`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** One `"key": value` of a JSON object. */
export interface Member {
  /** The key with its quotes. */
  readonly key: Span;
  readonly value: Span;
}

/** Text that takes the place of a stretch. */
export interface Edit extends Span {
  readonly text: string;
}

// Everything below takes the UTF-8 bytes of a text that is known to be JSON: what isn't gives spans without meaning,
// but ends. It works on bytes because no byte of a longer UTF-8 character looks like a mark of JSON.

/** Where the text's one value begins. */
export function startOfJson(json: Buffer): number {
  const mark = Buffer.from(BYTE_ORDER_MARK);
  return skipSpace(json, json.subarray(0, mark.length).equals(mark) ? mark.length : 0);
}

/** The elements of the array that begins at `array`. */
export function* elementsOf(json: Buffer, array: number): Generator<Span> {
  let start = skipSpace(json, array + 1);
  while (start < json.length && json[start] !== CLOSE_BRACKET) {
    const end = endOfValue(json, start);
    yield { start, end };
    start = startOfNext(json, end);
  }
}

/** The members of the object that begins at `object`; a key may come twice, and then the last counts. */
export function* membersOf(json: Buffer, object: number): Generator<Member> {
  let start = skipSpace(json, object + 1);
  while (start < json.length && json[start] !== CLOSE_BRACE) {
    const key = { start, end: endOfString(json, start) };
    const colon = skipSpace(json, key.end);
    const valueStart = skipSpace(json, colon + 1);
    const value = { start: valueStart, end: endOfValue(json, valueStart) };
    yield { key, value };
    start = startOfNext(json, value.end);
  }
}

/** The text of a stretch. */
export function textOf(json: Buffer, { start, end }: Span): string {
  return json.toString('utf8', start, end);
}

/** The key of a member. */
export function keyOf(json: Buffer, { key }: Member): string {
  const text = textOf(json, key);
  return text.includes('\\') ? String(JSON.parse(text)) : text.slice(1, -1);
}

/** The value that a stretch of JSON stands for. */
export function parseSpan(json: Buffer, span: Span): unknown {
  return JSON.parse(textOf(json, span));
}

/** The white space that ends at `end`. */
export function spaceBefore(json: Buffer, end: number): string {
  let start = end;
  while (isSpace(json[start - 1])) start--;
  return textOf(json, { start, end });
}

/** The text with the edits made; they are in the order of the text and don't overlap. */
export function applyEdits(json: Buffer, edits: readonly Edit[]): Buffer {
  const parts: Buffer[] = [];
  let done = 0;
  for (const { start, end, text } of edits) {
    parts.push(json.subarray(done, start), Buffer.from(text));
    done = end;
  }
  parts.push(json.subarray(done));
  return Buffer.concat(parts);
}

function startOfNext(json: Buffer, end: number): number {
  const at = skipSpace(json, end);
  return json[at] === COMMA ? skipSpace(json, at + 1) : at;
}

function skipSpace(json: Buffer, from: number): number {
  let at = from;
  while (isSpace(json[at])) at++;
  return at;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** Where the value that begins at `start` ends. */
export function endOfValue(json: Buffer, start: number): number {
  const first = json[start];
  if (first === QUOTE) return endOfString(json, start);
  if (first === OPEN_BRACE || first === OPEN_BRACKET) return endOfNested(json, start);
  let at = start + 1;
  while (at < json.length && !endsScalar(json[at])) at++;
  return at;
}

function endsScalar(byte: number | undefined): boolean {
  return byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_BRACKET || isSpace(byte);
}

function endOfString(json: Buffer, start: number): number {
  let at = start + 1;
  while (at < json.length && json[at] !== QUOTE) at += json[at] === BACKSLASH ? 2 : 1;
  return at + 1;
}

function endOfNested(json: Buffer, start: number): number {
  let depth = 1;
  let at = start + 1;
  while (depth > 0 && at < json.length) {
    const byte = json[at];
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) depth++;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) depth--;
    at = byte === QUOTE ? endOfString(json, at) : at + 1;
  }
  return at;
}
