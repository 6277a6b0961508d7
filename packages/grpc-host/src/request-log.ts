import type { Logger } from 'pino';
import type { CallLog } from './call-context.js';

/** The host's log with the request id on each line; pino's own child logger costs more than the line. */
export class RequestLog implements CallLog {
  readonly #log: Logger;
  readonly #requestId: string;

  constructor(log: Logger, requestId: string) {
    this.#log = log;
    this.#requestId = requestId;
  }

  debug(message: string, details?: object): void {
    this.#log.debug({ requestId: this.#requestId, ...details }, message);
  }

  info(message: string, details?: object): void {
    this.#log.info({ requestId: this.#requestId, ...details }, message);
  }

  warn(message: string, details?: object): void {
    this.#log.warn({ requestId: this.#requestId, ...details }, message);
  }

  error(message: string, details?: object): void {
    this.#log.error({ requestId: this.#requestId, ...details }, message);
  }
}
