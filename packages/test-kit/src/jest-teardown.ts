// Jest's `globalTeardown`: it takes a file's default export.
export { tearDown as default } from './jest-setup.js';
