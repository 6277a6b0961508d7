/** Prints what is wrong to standard error, and ends with a code that isn't 0. */
export function fail(process: NodeJS.Process, messages: readonly string[], exitCode: number): never {
  for (const message of messages) process.stderr.write(`movie-server: ${message}\n`);
  process.exit(exitCode);
}
