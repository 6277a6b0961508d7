import type { Duplex } from 'node:stream';

/** Serves connections that were accepted elsewhere. */
export interface ConnectionServer {
  /** Serves a connection of which nothing has been read yet. */
  serve(connection: Duplex): void;
  /** Closes the connections that are of no use any more. */
  closeDead(): void;
  /** Closes each connection once its calls have ended. */
  shutdown(): Promise<void>;
  /** Closes every connection now. */
  forceShutdown(): void;
}
