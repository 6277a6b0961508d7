/** What a client of HTTP/2 sends first (RFC 9113, section 3.4), without settings of its own. */
export const HTTP2_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');

const DATA = 0;
const HEADERS = 1;
const RST_STREAM = 3;
const SETTINGS = 4;
const END_HEADERS = 4;
const INITIAL_WINDOW_SIZE = 4;

/** A frame of HTTP/2 as no client of Node would send it. */
export function http2Frame(type: number, flags: number, stream: number, payload: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

/** The client's settings. @param window how many bytes of each answer it takes before it says more */
export function settingsFrame(window = 65_535): Buffer {
  const payload = Buffer.alloc(6);
  payload.writeUInt16BE(INITIAL_WINDOW_SIZE, 0);
  payload.writeUInt32BE(window, 2);
  return http2Frame(SETTINGS, 0, 0, payload);
}

/** The headers of the first stream, none of them compressed. */
export function headersFrame(headers: Readonly<Record<string, string>>): Buffer {
  // HPACK: a literal with a new name.
  const fields = Object.entries(headers).map(([name, value]) => [0, ...literal(name), ...literal(value)]);
  return http2Frame(HEADERS, END_HEADERS, 1, Buffer.from(fields.flat()));
}

/** A part of the body of the first stream. */
export function dataFrame(bytes: Uint8Array): Buffer {
  return http2Frame(DATA, 0, 1, bytes);
}

/** The end of the first stream, with a code of HTTP/2. */
export function resetFrame(code: number): Buffer {
  return http2Frame(RST_STREAM, 0, 1, Buffer.from([0, 0, 0, code]));
}

function literal(text: string): number[] {
  return [text.length, ...Buffer.from(text)];
}
