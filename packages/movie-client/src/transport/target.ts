import { BlockList, isIP, isIPv6 } from 'node:net';
import { platform } from 'node:os';

/** What gRPC connects to. */
export interface Target {
  /** The address as given. */
  readonly address: string;
  /** The name or IP address of the server, which its certificate must have; of the first one, if there are several. */
  readonly host: string;
  /** Undefined for a socket, and for several endpoints. */
  readonly port: number | undefined;
  /** Undefined unless it is a Unix socket. */
  readonly socketPath: string | undefined;
  /** Whether the traffic stays on this machine. */
  readonly isLoopback: boolean;
  /** Whether it can mean several servers that share the calls. */
  readonly isMany: boolean;
}

/**
 * Parses an address: `HOST:PORT`, `dns:///HOST:PORT`, `ipv4:A:PORT,B:PORT`, `ipv6:[A]:PORT,…` or `unix:PATH`.
 *
 * @throws TypeError that shows the right form
 */
export function parseTarget(address: string): Target {
  const [, socketPath] = /^unix:(?:\/\/(?=\/))?(.+)$/s.exec(address) ?? [];
  if (socketPath !== undefined) return socketTarget(address, socketPath);
  const [, scheme, rest = address] = /^(dns|ipv4|ipv6):(?:\/\/[^/]*\/)?(.*)$/.exec(address) ?? [];
  const parts = scheme === 'ipv4' || scheme === 'ipv6' ? rest.split(',') : [rest];
  const [first, ...others] = parts.map((part) => parseEndpoint(part, address));
  if (!first) throw wrongForm(address);
  return {
    address,
    host: first.host,
    port: others.length === 0 ? first.port : undefined,
    socketPath: undefined,
    isLoopback: [first, ...others].every(({ host }) => isLoopbackHost(host)),
    isMany: scheme !== undefined,
  };
}

// What a path may have at most: `sun_path` of the system, less the zero at its end. Node cuts longer ones silently.
const MAX_PATH_BYTES = platform() === 'linux' ? 107 : 103;

function socketTarget(address: string, socketPath: string): Target {
  if (Buffer.byteLength(socketPath) > MAX_PATH_BYTES) {
    throw new TypeError(`The path of ${address} is longer than the ${MAX_PATH_BYTES} bytes that this system takes.`);
  }
  return { address, host: 'localhost', port: undefined, socketPath, isLoopback: true, isMany: false };
}

/** Where one server listens. */
interface Endpoint {
  /** Without brackets. */
  readonly host: string;
  readonly port: number;
}

const ENDPOINT = /^(?:\[(?<bracketed>[:.%\w]+)\]|(?<plain>[^\s:/[\]]+)):(?<port>\d{1,5})$/;

function parseEndpoint(text: string, address: string): Endpoint {
  const { bracketed, plain, port } = ENDPOINT.exec(text)?.groups ?? {};
  const host = bracketed ?? plain;
  if (host === undefined || Number(port) > 65_535) throw wrongForm(address);
  return { host, port: Number(port) };
}

function wrongForm(address: string): TypeError {
  return new TypeError(`The address ${JSON.stringify(address)} is not HOST:PORT, as in localhost:3001 or [::1]:3001.`);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopbackHost(host: string): boolean {
  const [address = ''] = host.split('%');
  if (isIP(address) === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
