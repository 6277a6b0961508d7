import { BlockList, isIP, isIPv6 } from 'node:net';
import { platform } from 'node:os';

/** What gRPC connects to. */
export interface Target {
  /** The address as given. */
  readonly address: string;
  /** The name or IP address of the server, which its certificate must have. */
  readonly host: string;
  /** Whether the traffic stays on this machine. */
  readonly isLoopback: boolean;
  /** Whether it can mean several servers that share the calls. */
  readonly isMany: boolean;
}

const HOST_AND_PORT = /^(?<host>[^\s:/[\]]+|\[[0-9a-fA-F:.%\w]+\]):(?<port>\d{1,5})$/;

/**
 * Parses an address: `HOST:PORT`, `dns:///HOST:PORT`, `ipv4:A:PORT,B:PORT`, `ipv6:[A]:PORT,…` or `unix:PATH`.
 *
 * @throws TypeError that shows the right form
 */
export function parseTarget(address: string): Target {
  checkSocketPath(address);
  if (/^unix:./.test(address)) return { address, host: 'localhost', isLoopback: true, isMany: false };
  const [, scheme, rest = address] = /^(dns|ipv4|ipv6):(?:\/\/[^/]*\/)?(.*)$/.exec(address) ?? [];
  const endpoints = scheme === 'ipv4' || scheme === 'ipv6' ? rest.split(',') : [rest];
  const hosts = endpoints.map((endpoint) => hostOf(endpoint, address));
  const [host = ''] = hosts;
  return {
    address,
    host: host.replace(/^\[|\]$/g, ''),
    isLoopback: hosts.every(isLoopbackHost),
    isMany: scheme !== undefined,
  };
}

function hostOf(endpoint: string, address: string): string {
  const { host, port } = HOST_AND_PORT.exec(endpoint)?.groups ?? {};
  if (host !== undefined && Number(port) <= 65_535) return host;
  throw new TypeError(`The address ${JSON.stringify(address)} is not HOST:PORT, as in localhost:3001 or [::1]:3001.`);
}

// What a path may have at most: `sun_path` of the system, less the zero at its end. Node cuts longer ones silently.
const MAX_PATH_BYTES = platform() === 'linux' ? 107 : 103;

function checkSocketPath(address: string): void {
  const [, path = ''] = /^unix:(?:\/\/(?=\/))?(.+)$/s.exec(address) ?? [];
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return;
  throw new TypeError(`The path of ${address} is longer than the ${MAX_PATH_BYTES} bytes that this system takes.`);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function isLoopbackHost(host: string): boolean {
  const [address = ''] = host.replace(/^\[|\]$/g, '').split('%');
  if (isIP(address) === 0) return host.toLowerCase() === 'localhost';
  return LOOPBACK.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
}
