/** Where and why a text is not JSON. */
export interface JsonSyntaxError {
  /** The index of the first character that is wrong; the text's length if it ends too early. */
  readonly index: number;
  /** What is wrong, as a sentence without its subject: `has "]" where a value should be`. */
  readonly description: string;
}

const SPACE = /[ \t\r\n]*/y;
// The string's pattern never has two ways to go on, so that its time grows only in proportion to the text.
const TOKEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids just these in a string.
  /[{}[\],:]|true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;

type Expected =
  | 'a value'
  | 'a value or "]"'
  | '"," or "]"'
  | 'a key'
  | 'a key or "}"'
  | '":"'
  | '"," or "}"'
  | 'nothing more';

/**
 * The first syntax error that keeps a text from being JSON; undefined if it is JSON. For a text that JSON.parse
 * refused: its message has the position of some errors only, and not of the same ones in each version of Node.
 */
export function findSyntaxError(text: string): JsonSyntaxError | undefined {
  const open: string[] = [];
  let expected: Expected = 'a value';
  let index = matchAt(SPACE, text, 0).length;
  while (index < text.length) {
    const token = matchAt(TOKEN, text, index);
    const next = expectedAfter(token, expected, open);
    if (next === undefined)
      return { index, description: `has ${found(token, text, index)} where ${expected} should be` };
    expected = next;
    index += token.length;
    index += matchAt(SPACE, text, index).length;
  }
  return expected === 'nothing more' ? undefined : { index, description: `ends where ${expected} should be` };
}

/** Where an index of a text is, as people count it, from 1: `line 2 column 14`. */
export function lineAndColumn(text: string, index: number): string {
  let line = 1;
  let start = 0;
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', start)) {
    line++;
    start = at + 1;
  }
  return `line ${line} column ${index - start + 1}`;
}

function matchAt(pattern: RegExp, text: string, index: number): string {
  pattern.lastIndex = index;
  return pattern.exec(text)?.[0] ?? '';
}

function found(token: string, text: string, index: number): string {
  if (token !== '') return token.startsWith('"') ? 'a string' : JSON.stringify(token);
  const [character = ''] = text.slice(index, index + 2);
  return character === '"' ? 'a string that is not closed or has a bad character' : JSON.stringify(character);
}

function expectedAfter(token: string, expected: Expected, open: string[]): Expected | undefined {
  if (token === ']' && (expected === 'a value or "]"' || expected === '"," or "]"')) return afterClosing(open);
  if (token === '}' && (expected === 'a key or "}"' || expected === '"," or "}"')) return afterClosing(open);
  if (expected === 'a value' || expected === 'a value or "]"') return afterValue(token, open);
  if (expected === 'a key' || expected === 'a key or "}"') return token.startsWith('"') ? '":"' : undefined;
  if (expected === '":"') return token === ':' ? 'a value' : undefined;
  if (token !== ',' || expected === 'nothing more') return undefined;
  return expected === '"," or "]"' ? 'a value' : 'a key';
}

function afterClosing(open: string[]): Expected {
  open.pop();
  return afterItem(open);
}

function afterValue(token: string, open: string[]): Expected | undefined {
  if (token === '' || ',:]}'.includes(token)) return undefined;
  if (token !== '{' && token !== '[') return afterItem(open);
  open.push(token);
  return token === '{' ? 'a key or "}"' : 'a value or "]"';
}

function afterItem(open: readonly string[]): Expected {
  const innermost = open.at(-1);
  if (innermost === undefined) return 'nothing more';
  return innermost === '{' ? '"," or "}"' : '"," or "]"';
}
