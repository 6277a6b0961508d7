/**
 * The name by which the Encoding Standard knows an encoding: `gbk` for `GB2312`. Undefined if this engine can't read it.
 */
export function encodingNamed(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}

/** How many bytes show the encoding of a file. */
export const ENCODING_SIGNS = 256;

/**
 * The encoding of a file that begins like this: UTF-16 if its byte order mark says so, or by the zeros that letters,
 * digits and separators have there; otherwise UTF-8. An encoding of one byte a letter can't be told from another.
 */
export function encodingOf(start: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const isZero = (parity: number) => (byte: number, index: number) => byte === 0 && index % 2 === parity;
  const even = start.filter(isZero(0)).length;
  const odd = start.filter(isZero(1)).length;
  // Text has none in UTF-8; one by mistake doesn't make it UTF-16.
  if (Math.max(even, odd) <= start.length * MIN_ZEROS) return 'utf-8';
  return odd > even ? 'utf-16le' : 'utf-16be';
}

/** The part of the bytes that must be zeros in UTF-16: headers in any script have separators. */
const MIN_ZEROS = 0.05;
