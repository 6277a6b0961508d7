export { runInProcess } from './run-in-process.js';
export { type CommandOptions, RunningCommand } from './running-command.js';
