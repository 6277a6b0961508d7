import { messageOf, SocketError, TlsError } from 'grpc-host';
import { StoreError } from 'movie-catalog';
import { WorkerError } from './worker-error.js';
import { TokenFileError } from './write-tokens.js';

/** The errors whose message is for the operator. */
const REPORTS = [StoreError, SocketError, TlsError, TokenFileError, WorkerError];

/**
 * What an operator can do about a server that does not start.
 *
 * @param host where it should listen
 * @returns undefined if the error is a bug in this program
 */
export function explainFailure(error: unknown, host: string): string | undefined {
  if (REPORTS.some((kind) => error instanceof kind)) return messageOf(error);
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const port = 'port' in error ? error.port : 0;
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} is in use. Choose another with --port or --metrics-port.`;
    case 'EACCES':
      return `This user may not listen on port ${port}. Choose one above 1023 with --port.`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `The host ${host} has no address. Check --host.`;
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
      return `The host ${host} is not an address of this machine. Check --host.`;
    default:
      return undefined;
  }
}
