import { messageOf, SocketError, TlsError } from 'grpc-host';
import { StoreError } from 'movie-catalog';
import { portOwner } from './port-owner.js';
import { WorkerError } from './worker-error.js';
import { TokenFileError } from './write-tokens.js';

/** The errors whose message is for the operator. */
const REPORTS = [StoreError, SocketError, TlsError, TokenFileError, WorkerError];

/**
 * What an operator can do about a server that does not start.
 *
 * @param host where it should listen
 * @param metricsPort where it should serve metrics; undefined if it should not
 * @returns undefined if the error is a bug in this program
 */
export function explainFailure(error: unknown, host: string, metricsPort?: number): string | undefined {
  if (REPORTS.some((kind) => error instanceof kind)) return messageOf(error);
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  const port = 'port' in error && typeof error.port === 'number' ? error.port : 0;
  switch (error.code) {
    case 'EADDRINUSE':
      return explainUsedPort(port, port === metricsPort);
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

function explainUsedPort(port: number, isForMetrics: boolean): string {
  const owner = portOwner(port) ?? 'another program';
  if (isForMetrics) return `Port ${port} is in use by ${owner}. End that, or choose another port with --metrics-port.`;
  return (
    `Port ${port} is in use by ${owner}, and the client would talk to that. ` +
    'End it, or choose another port with --port.'
  );
}
