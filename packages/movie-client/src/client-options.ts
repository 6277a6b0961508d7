import type { ChannelCredentials } from '@grpc/grpc-js';
import { credentials } from '@grpc/grpc-js';
import { checkTimeout } from './call-options.js';
import { parseTarget, type Target } from './target.js';

/** How to make sure of the server, and it of us. */
export interface TlsOptions {
  /** The authorities to trust, PEM. Default: those that Node trusts. */
  readonly ca?: string | Buffer;
  /** This client's certificate, PEM, if the server asks for one; needs `key`. */
  readonly cert?: string | Buffer;
  /** The key of `cert`, PEM. */
  readonly key?: string | Buffer;
  /** The name that the server's certificate must have. Default: the address's host. */
  readonly serverName?: string;
}

/** How to reach the movie servers, and how calls are made. */
export interface MovieClientOptions {
  /**
   * `HOST:PORT`, or any target that gRPC knows, as `dns:///movies.example:3001`. The servers behind a `dns:///` name, or
   * those of a list, share the calls in turn; one that can't be reached is passed over.
   */
  readonly address: string | readonly string[];
  /** TLS: true, or how. Default: false, plaintext. */
  readonly tls?: boolean | TlsOptions;
  /** Allows plaintext to hosts other than this machine: anyone on the way reads it, and the token. Default: false. */
  readonly insecure?: boolean;
  /** Sent with each call as `authorization: Bearer …`; a function is asked for it before each call. */
  readonly token?: string | (() => string | Promise<string>);
  /** How long a call may take, in milliseconds; of a list, each page. Default: 10,000. */
  readonly timeoutMs?: number;
  /** How long `lookup` and `import` may take, which last as long as what they are given, in milliseconds. Default: 600,000. */
  readonly streamTimeoutMs?: number;
}

/** How long a call may take, in milliseconds, unless the options say otherwise. */
export const DEFAULT_TIMEOUT_MS = 10_000;
/** How long a stream may take, in milliseconds, unless the options say otherwise. */
export const DEFAULT_STREAM_TIMEOUT_MS = 600_000;

/** Options that were checked, with every default filled in. */
export interface CheckedOptions {
  readonly targets: readonly Target[];
  readonly credentials: ChannelCredentials;
  readonly serverName: string | undefined;
  readonly token: () => string | undefined | Promise<string>;
  readonly timeoutMs: number;
  readonly streamTimeoutMs: number;
}

/**
 * Fills in the defaults.
 *
 * @throws TypeError or RangeError for options that are wrong or contradict each other; the message says what to do
 */
export function checkOptions(options: MovieClientOptions): CheckedOptions {
  const { address, tls = false, insecure = false, token } = options;
  const targets = (typeof address === 'string' ? [address] : address).map(parseTarget);
  if (targets.length === 0) throw new TypeError('The list of addresses is empty. Name at least one server.');
  if (tls && insecure) throw new TypeError('tls and insecure contradict each other. Leave one of them out.');
  const exposed = targets.find(({ isLoopback }) => !isLoopback);
  if (exposed && !tls && !insecure) {
    throw new TypeError(
      `Plaintext to ${exposed.address} could be read and changed on the way. ` +
        'Use TLS (tls), or allow plaintext to other hosts (insecure).',
    );
  }
  return {
    targets,
    credentials: tls ? tlsCredentials(tls === true ? {} : tls) : credentials.createInsecure(),
    serverName: typeof tls === 'object' ? tls.serverName : undefined,
    token: typeof token === 'function' ? token : () => token,
    timeoutMs: checkTimeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    streamTimeoutMs: checkTimeout(options.streamTimeoutMs ?? DEFAULT_STREAM_TIMEOUT_MS),
  };
}

function tlsCredentials({ ca, cert, key }: TlsOptions): ChannelCredentials {
  if ((cert === undefined) !== (key === undefined)) {
    throw new TypeError('A client certificate needs both tls.cert and tls.key.');
  }
  try {
    return credentials.createSsl(bytesOf(ca), bytesOf(key), bytesOf(cert));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new TypeError(`The TLS certificate, key or authority can't be used: ${problem}. They must be PEM.`, {
      cause: error,
    });
  }
}

function bytesOf(pem: string | Buffer | undefined): Buffer | null {
  return pem === undefined ? null : Buffer.from(pem);
}
