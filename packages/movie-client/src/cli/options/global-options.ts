import { Option } from 'commander';
import { positiveNumber } from './parse-number.js';

/** The values of the options that every command takes. */
export interface GlobalOptions {
  readonly address: readonly string[];
  readonly tokenFile?: string;
  readonly tls?: boolean;
  readonly tlsCa?: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
  readonly tlsServerName?: string;
  readonly insecure?: boolean;
  /** In seconds. */
  readonly timeout?: number;
  readonly json?: boolean;
  readonly verbose?: boolean;
}

/**
 * The options that every command takes. Their variables have CLIENT in their names because a server started from the
 * same shell has a TLS certificate of its own.
 */
export function globalOptions(): Option[] {
  const address = new Option('--address <HOST:PORT>', 'address of the server; separate several with commas');
  return [
    address.env('MOVIE_ADDRESS').argParser(addresses).default(['localhost:3001'], 'localhost:3001'),
    new Option('--timeout <SECONDS>', 'how long a call may take').env('MOVIE_CLIENT_TIMEOUT').argParser(positiveNumber),
    new Option('--token-file <FILE>', 'file with the token for writes').env('MOVIE_CLIENT_TOKEN_FILE'),
    new Option('--tls', 'encrypt, and verify the server').env('MOVIE_CLIENT_TLS'),
    new Option('--tls-ca <FILE>', 'certificate authorities to trust (PEM)').env('MOVIE_CLIENT_TLS_CA'),
    new Option('--tls-cert <FILE>', "this client's certificate (PEM)").env('MOVIE_CLIENT_TLS_CERT'),
    new Option('--tls-key <FILE>', 'key of the certificate (PEM)').env('MOVIE_CLIENT_TLS_KEY'),
    new Option('--tls-server-name <NAME>', "name in the server's certificate").env('MOVIE_CLIENT_TLS_SERVER_NAME'),
    new Option('--insecure', 'allow plaintext to other machines'),
    new Option('--json', 'print JSON, one object a line'),
    new Option('--verbose', 'print all details of an error'),
  ];
}

/** `a:1,b:2` is two addresses, but gRPC's `ipv4:` and `ipv6:` targets have commas of their own. */
function addresses(text: string): string[] {
  return /^ipv[46]:/.test(text) ? [text] : text.split(',').map((address) => address.trim());
}
