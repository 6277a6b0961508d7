import { isLoopback, socketPathOf } from 'grpc-host';
import type { Options } from './options.js';

/**
 * Options that are valid alone but contradict each other, a sentence for each.
 *
 * @param options those that are right
 * @param addresses what the host resolves to, as far as that is known
 */
export function contradictions(options: Partial<Options>, addresses: readonly string[]): string[] {
  const mistakes: string[] = [];
  const { host = '', tlsCert, tlsKey, tlsClientCa, insecure } = options;
  if ((tlsCert === undefined) !== (tlsKey === undefined)) mistakes.push('--tls-cert and --tls-key go together.');
  if (tlsClientCa !== undefined && tlsCert === undefined)
    mistakes.push('--tls-client-ca needs --tls-cert and --tls-key.');
  if (tlsCert !== undefined && socketPathOf(host) !== undefined)
    mistakes.push(`--host ${host} is a Unix socket, which has no TLS. Leave --tls-cert and --tls-key out.`);
  const exposed = addresses.find((address) => !isLoopback(address));
  if (exposed !== undefined && tlsCert === undefined && !insecure) mistakes.push(plainTextMistake(host, exposed));
  return mistakes;
}

function plainTextMistake(host: string, exposed: string): string {
  const where = host === exposed ? host : `${host}, which is ${exposed},`;
  return (
    `--host ${where} can be reached from other machines. Give --tls-cert and --tls-key to serve them over TLS, or ` +
    '--insecure to serve them in plain text.'
  );
}
