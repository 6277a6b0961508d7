import { Code, ConnectError } from '@connectrpc/connect';
import { codeFromString } from '@connectrpc/connect/protocol-connect';

/**
 * The error in an answer that the library has made without asking us.
 *
 * @param text where it says so: JSON in Connect, trailers in gRPC and gRPC-Web
 */
export function refusalIn(text: string): ConnectError {
  const [, name] = /"code":"(\w+)"/.exec(text) ?? [];
  const [, number] = /grpc-status: (\d+)/.exec(text) ?? [];
  const code = number === undefined ? codeFromString(name ?? '') : Number(number);
  return new ConnectError('The request was refused.', code ?? Code.InvalidArgument);
}
