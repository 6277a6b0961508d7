/** A worker can't start; the message says why. */
export class WorkerError extends Error {
  override readonly name = 'WorkerError';
}
