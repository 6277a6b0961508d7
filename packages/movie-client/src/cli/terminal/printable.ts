// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is the point.
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/**
 * The text without characters that move a terminal's cursor, reverse its direction or break a line of tab-separated
 * fields. Our server stores no such characters, but another one might send them.
 */
export function printable(text: string): string {
  return text.replace(CONTROL_CHARACTERS, '\ufffd');
}

/** A text of several lines as one line. */
export function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, ' ');
}

/** The same as `printable` for text of several lines or fields: line breaks and tabs stay. */
export function printableLines(text: string): string {
  return text.replace(CONTROL_CHARACTERS, (character) => (/[\n\t]/.test(character) ? character : '\ufffd'));
}

/** A value as JSON that holds the same data, and does nothing to a terminal. */
export function printableJson(value: unknown): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(CONTROL_CHARACTERS, escaped);
}
