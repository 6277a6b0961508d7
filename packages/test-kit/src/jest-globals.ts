let current: object | undefined;

/** Makes these the globals of the test file that runs next. */
export function setGlobals(globals: object): void {
  current = globals;
}

// What test files import of `@jest/globals`, whose types they have.
export const afterAll = follow('afterAll');
export const afterEach = follow('afterEach');
export const beforeAll = follow('beforeAll');
export const beforeEach = follow('beforeEach');
export const describe = follow('describe');
export const expect = follow('expect');
export const test = follow('test');

/**
 * Stands for a global of the test file that runs when it is called, or for a part of one such as `test.skip`: a module
 * that several test files share may keep it, and would declare its tests in the first of them only.
 */
function follow(...path: PropertyKey[]): object {
  const find = () => path.reduce((whole, name) => Object(Reflect.get(whole, name)), Object(current));
  // Calls are only seen by what stands before a function.
  return new Proxy(() => {}, {
    apply: (_, thisValue, args) => Reflect.apply(find(), thisValue, args),
    get: (_, name) =>
      typeof Reflect.get(find(), name) === 'function' ? follow(...path, name) : Reflect.get(find(), name),
  });
}
