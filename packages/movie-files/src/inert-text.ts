/**
 * Text that a spreadsheet shows and doesn't run as a formula: an apostrophe before `=`, `+`, `-` or `@`.
 *
 * @param all also where a formula could begin; otherwise only where `plainText` would take an apostrophe away
 */
export function inertText(text: string, all: boolean): string {
  return (all ? /^'*[=+\-@]/ : /^'+[=+\-@]/).test(text) ? `'${text}` : text;
}

/** The opposite of `inertText`. */
export function plainText(text: string): string {
  return /^'+[=+\-@]/.test(text) ? text.slice(1) : text;
}
