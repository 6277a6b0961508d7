export { type CommandOptions, runInProcess } from './run-in-process.js';
