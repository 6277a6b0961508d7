/** The signs of JSON, as bytes. */
export const OPEN = 0x7b;
export const CLOSE = 0x7d;
export const OPEN_LIST = 0x5b;
export const CLOSE_LIST = 0x5d;
export const COMMA = 0x2c;
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;

const FIRST_SIGN = 0x20;
const LAST_OF_ASCII = 0x7f;

/** Whether a byte stands for itself in a text: it is of ASCII, and neither ends the text nor begins an escape. */
export function isPlainByte(byte: number): boolean {
  return byte >= FIRST_SIGN && byte <= LAST_OF_ASCII && byte !== QUOTE && byte !== BACKSLASH;
}
