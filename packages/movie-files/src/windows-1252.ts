/** The characters from 0x80 to 0x9F; those that Windows-1252 doesn't have are themselves. */
const SPECIAL = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/** How many characters are made in one call, each of which is an argument. */
const PART = 4_096;

/**
 * Text of Windows-1252. Several versions of Node read it as Latin-1 by `TextDecoder`, which loses signs such as `€` and
 * `’`: https://github.com/nodejs/node/issues/56542
 */
export function decodeWindows1252(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += PART) text += String.fromCharCode(...bytes.subarray(at, at + PART));
  return text.replace(/[\u0080-\u009f]/g, (character) => SPECIAL.charAt(character.charCodeAt(0) - 0x80));
}
