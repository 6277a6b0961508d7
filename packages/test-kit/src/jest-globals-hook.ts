import type { ResolveHook } from 'node:module';

const globals = new URL('./jest-globals.js', import.meta.url).href;

/** A hook of Node's module system: `@jest/globals` itself only throws where Jest doesn't load the modules. */
export const resolve: ResolveHook = (specifier, context, next) =>
  specifier === '@jest/globals' ? { url: globals, shortCircuit: true } : next(specifier, context);
