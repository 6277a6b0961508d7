import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createSecureContext, type SecureContext } from 'node:tls';
import { checkTimeout } from './call-options.js';
import { errorMessage } from './error-message.js';
import { parseTarget, type Target } from './transport/target.js';
import { type Check, type Checks, checkKeys, flag, listOf, objectOf, text, wrongType } from './value-checks.js';

/** How to verify the server, and how the server verifies this client. */
export interface TlsOptions {
  /** The certificate authorities to trust, in PEM. Default: those that Node trusts. */
  readonly ca?: string | Buffer;
  /** This client's certificate in PEM, for a server that asks for one. Needs `key`. */
  readonly cert?: string | Buffer;
  /** The key of `cert`, in PEM. */
  readonly key?: string | Buffer;
  /** The name that the server's certificate must have. Default: the host of the address. */
  readonly serverName?: string;
}

/** How to reach the movie servers, and how calls are made. */
export interface MovieClientOptions {
  /**
   * `HOST:PORT`, another gRPC target such as `dns:///movies.example:3001`, or a list of them. Calls go round robin to
   * the servers behind a `dns:///` name and to those of a list; a server that can't be reached is skipped.
   */
  readonly address: string | readonly string[];
  /** `true`, or how to use TLS. Default: false, plaintext. */
  readonly tls?: boolean | TlsOptions;
  /** Allows plaintext to other machines, where the network can read the calls and the token. Default: false. */
  readonly insecure?: boolean;
  /** Sent with each call as `authorization: Bearer …`. A function is called before each call. */
  readonly token?: string | (() => string | Promise<string>);
  /** How long a call may take, in milliseconds; for a list, each page; for a watch, each attempt until
   * the server answers. Default: 10,000. */
  readonly timeoutMs?: number;
  /** How long `lookup` and `import`, which depend on the caller's input, may take, in milliseconds. Default: 600,000. */
  readonly streamTimeoutMs?: number;
}

const pem: Check = (value, name) => {
  if (!Buffer.isBuffer(value)) text(value, name);
};
const tlsOptions = objectOf(
  { ca: pem, cert: pem, key: pem, serverName: text } satisfies Checks<TlsOptions>,
  'an option of TLS',
);

const address: Check = (value, name) => {
  if (typeof value === 'string') return;
  if (!Array.isArray(value)) throw wrongType(name, 'HOST:PORT or a list of such texts', value);
  listOf(text)(value, name);
};

const CHECKS = {
  address,
  tls: (value, name) => {
    if (typeof value !== 'boolean') tlsOptions(value, name);
  },
  insecure: flag,
  token: (value, name) => {
    if (typeof value !== 'string' && typeof value !== 'function') throw wrongType(name, 'a text or a function', value);
  },
  timeoutMs: checkTimeout,
  streamTimeoutMs: checkTimeout,
} satisfies Checks<MovieClientOptions>;

/** The default of `timeoutMs`, in milliseconds. */
export const DEFAULT_TIMEOUT_MS = 10_000;
/** The default of `streamTimeoutMs`, in milliseconds. */
const DEFAULT_STREAM_TIMEOUT_MS = 600_000;

/** Valid options, with every default filled in. */
export interface CheckedOptions {
  readonly targets: readonly Target[];
  /** Undefined for plaintext. */
  readonly secureContext: SecureContext | undefined;
  readonly serverName: string | undefined;
  readonly token: () => string | undefined | Promise<string>;
  readonly timeoutMs: number;
  readonly streamTimeoutMs: number;
}

/**
 * Checks the options and fills in the defaults.
 *
 * @throws TypeError or RangeError if an option is invalid or contradicts another; the message says what to do
 */
export function checkOptions(options: MovieClientOptions): CheckedOptions {
  checkKeys(options, CHECKS, 'an option of a client');
  const { tls = false, insecure = false, token } = options;
  CHECKS.address(options.address, 'address');
  const targets = (typeof options.address === 'string' ? [options.address] : options.address).map(parseTarget);
  if (targets.length === 0) throw new TypeError('The list of addresses is empty. Name at least one server.');
  if (tls && insecure) throw new TypeError('tls and insecure contradict each other. Remove one of them.');
  const exposed = targets.find(({ isLoopback }) => !isLoopback);
  if (exposed && !tls && !insecure) {
    throw new TypeError(
      `The network can read and change plaintext to ${exposed.address}. ` +
        'Use TLS (tls), or allow plaintext to other machines (insecure).',
    );
  }
  return {
    targets,
    secureContext: tls ? secureContext(tls === true ? {} : tls) : undefined,
    serverName: typeof tls === 'object' ? tls.serverName : undefined,
    token: typeof token === 'function' ? token : () => token,
    timeoutMs: checkTimeout(options.timeoutMs ?? DEFAULT_TIMEOUT_MS),
    streamTimeoutMs: checkTimeout(options.streamTimeoutMs ?? DEFAULT_STREAM_TIMEOUT_MS, 'streamTimeoutMs'),
  };
}

function secureContext({ ca, cert, key }: TlsOptions): SecureContext {
  if ((cert === undefined) !== (key === undefined)) {
    throw new TypeError('A client certificate needs both tls.cert and tls.key.');
  }
  if (ca !== undefined) checkCertificates('tls.ca', ca);
  if (cert !== undefined) checkCertificates('tls.cert', cert);
  if (key !== undefined) checkKey(key);
  try {
    return createSecureContext({ ca, cert, key });
  } catch (error) {
    const message = `The TLS certificate, key or authority can't be used: ${errorMessage(error)}. They must be PEM.`;
    throw new TypeError(message, { cause: error });
  }
}

const CERTIFICATE = /-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----.*?-----END \1CERTIFICATE-----/gs;

/** Node takes what has no certificate for no certificates, and then trusts its own authorities. */
function checkCertificates(option: string, pem: string | Buffer): void {
  const certificates = pem.toString().match(CERTIFICATE);
  if (!certificates) throw new TypeError(`${option} has no certificate. It must be PEM.`);
  try {
    for (const certificate of certificates) new X509Certificate(certificate);
  } catch (error) {
    const message = `${option} has a certificate that can't be read: ${errorMessage(error)}.`;
    throw new TypeError(message, { cause: error });
  }
}

function checkKey(pem: string | Buffer): void {
  try {
    createPrivateKey(pem);
  } catch (error) {
    throw new TypeError('tls.key has no key that can be read. It must be PEM, and not encrypted.', { cause: error });
  }
}
