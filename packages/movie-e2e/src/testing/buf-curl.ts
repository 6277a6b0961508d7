import { runBuf } from 'test-kit';
import { repository } from './repository.js';

/** The protocols of `buf curl`. */
export const BUF_PROTOCOLS = ['grpc', 'grpcweb', 'connect'] as const;

/** How `buf curl` calls a server. */
export interface BufCurlOptions {
  readonly protocol: (typeof BUF_PROTOCOLS)[number];
  /** `http://HOST:PORT` */
  readonly url: string;
  /** A file with the certificate of the server's authority. */
  readonly ca?: string | undefined;
  /** When the call must have ended, such as `10s` from the start of the program. Default: 2 minutes. */
  readonly timeout?: string | undefined;
}

/** An error that a server has answered. */
export interface BufError {
  readonly code: string;
  readonly message: string;
  readonly details?: readonly { readonly type: string; readonly value: string }[];
}

/** Makes a call of either contract with `buf curl`: gives the responses, and the error if it fails. */
export async function bufCurl(
  path: string,
  requests: readonly object[],
  { protocol, url, ca, timeout = '2m' }: BufCurlOptions,
) {
  const { stdout, stderr } = await runBuf(
    [
      ...['curl', '--schema', 'packages/movie-proto/proto', '--protocol', protocol, '--timeout', timeout],
      ...(ca === undefined ? [] : ['--cacert', ca]),
      ...['--data', requests.map((request) => JSON.stringify(request)).join(''), `${url}/${path}`],
    ],
    { cwd: repository },
  );
  // Each response is an object over several lines.
  const responses = stdout.split(/^(?=\{$)/m).filter((text) => text !== '');
  return { responses: responses.map((text) => JSON.parse(text)), error: errorIn(stderr) };
}

/** @throws Error if what failed is not the call */
function errorIn(stderr: string): BufError | undefined {
  if (stderr === '') return undefined;
  if (!stderr.startsWith('{')) throw new Error(stderr);
  return JSON.parse(stderr);
}
