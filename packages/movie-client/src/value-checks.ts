/** Throws a TypeError or RangeError that names the value, unless it is what its place takes. */
export type Check = (value: unknown, name: string) => void;

/** A check for each key of an object, required or not. */
export type Checks<Type> = { readonly [Name in keyof Type]-?: Check };

/** Takes any text. */
export const text: Check = (value, name) => {
  if (typeof value !== 'string') throw wrongType(name, 'a text', value);
};

/** Takes any number but NaN. */
export const number: Check = (value, name) => {
  if (typeof value !== 'number') throw wrongType(name, 'a number', value);
  if (Number.isNaN(value)) throw new RangeError(`${name} must be a number, and is NaN.`);
};

/** Takes whole numbers of 32 bits, which is what the contract has room for. */
export const wholeNumber: Check = (value, name) => {
  number(value, name);
  if (value !== Math.trunc(Number(value)) || Math.abs(Number(value)) > 2 ** 31 - 1) {
    throw new RangeError(`${name} must be a whole number of 32 bits, and is ${value}.`);
  }
};

/** Takes true and false. */
export const flag: Check = (value, name) => {
  if (typeof value !== 'boolean') throw wrongType(name, 'true or false', value);
};

/** Takes functions. */
export const callback: Check = (value, name) => {
  if (typeof value !== 'function') throw wrongType(name, 'a function', value);
};

/** Takes signals, of any realm. */
export const signal: Check = (value, name) => {
  if (!isObject(value) || !('aborted' in value)) throw wrongType(name, 'an AbortSignal', value);
};

/** Takes null, and what another check takes. */
export function nullOr(check: Check): Check {
  return (value, name) => {
    if (value !== null) check(value, name);
  };
}

/** Takes lists. */
export function listOf(item: Check): Check {
  return (value, name) => {
    if (!Array.isArray(value)) throw wrongType(name, 'a list', value);
    for (const [index, element] of value.entries()) item(element, `${name}[${index}]`);
  };
}

/** Takes objects with any keys but `__proto__`, which the generated code would lose without a word. */
export function recordOf(entry: Check): Check {
  return (value, name) => {
    if (!isObject(value)) throw wrongType(name, 'an object', value);
    if (Object.hasOwn(value, '__proto__')) throw new RangeError(`${name} must not have the key __proto__.`);
    for (const [key, element] of Object.entries(value)) entry(element, `${name}.${key}`);
  };
}

/** Takes one of some words. */
export function oneOf(words: readonly string[]): Check {
  return (value, name) => {
    if (typeof value === 'string' && words.includes(value)) return;
    throw new (typeof value === 'string' ? RangeError : TypeError)(
      `${name} must be one of ${words.join(', ')}, and is ${described(value)}.`,
    );
  };
}

/** Takes objects that have some of these keys and no others. A key whose value is undefined counts as left out. */
export function objectOf<Type>(checks: Checks<Type>, kind: string): Check {
  return (value, name) => {
    checkKeys(value, checks, kind, name);
  };
}

/**
 * Checks an object's keys and their values.
 *
 * @param kind what its keys are: `a field of a movie`
 * @param name of the object in messages, where its keys follow after a dot; empty if they stand alone
 * @returns the object
 */
export function checkKeys<Type>(value: unknown, checks: Checks<Type>, kind: string, name = ''): object {
  if (!isObject(value)) throw wrongType(name || 'The argument', 'an object', value);
  // A key that isn't its own, such as `constructor`, is none.
  const known = new Map<string, Check>(Object.entries(checks));
  for (const [key, element] of Object.entries(value)) {
    const path = name === '' ? key : `${name}.${key}`;
    const check = known.get(key);
    if (!check) throw new TypeError(`${path} is not ${kind}; there are ${[...known.keys()].join(', ')}.`);
    if (element !== undefined) check(element, path);
  }
  return value;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The error for a value of another type than `what`. */
export function wrongType(name: string, what: string, value: unknown): TypeError {
  return new TypeError(`${name} must be ${what}, and is ${described(value)}.`);
}

/** A value in a few words. */
function described(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'function' ? 'a function' : String(value);
}
