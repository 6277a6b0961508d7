// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * The text without characters that move a terminal's cursor, reverse its direction or break a line of tab-separated
 * fields. Our server stores no such characters, but another one might send them.
 */
export function printable(text: string): string {
  return text.replace(CONTROL_CHARACTER, '\ufffd');
}
