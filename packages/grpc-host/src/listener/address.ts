import { lookup } from 'node:dns/promises';
import { BlockList, isIP, isIPv6 } from 'node:net';

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** Whether only this machine reaches an address. A Unix socket (`unix:PATH`) is no address of a network. */
export function isLoopback(address: string): boolean {
  return socketPathOf(address) !== undefined || contains(LOOPBACK, address);
}

/** Whether an address is on a list; an IPv4 address also if IPv6 maps it. What is no address is on none. */
export function contains(list: BlockList, address: string): boolean {
  const [plain = ''] = address.split('%');
  return isIP(plain) !== 0 && list.check(plain, isIPv6(plain) ? 'ipv6' : 'ipv4');
}

/** The path of the socket if a host is `unix:PATH`, with or without the slashes of a URL. */
export function socketPathOf(host: string): string | undefined {
  const [, path] = /^unix:(?:\/\/(?=\/))?(.+)$/s.exec(host) ?? [];
  return path;
}

/** `localhost:3001`, `[::1]:3001` or `unix:PATH`: where a server is, as clients take it. */
export function formatAddress(host: string, port: number): string {
  // The log asks for each call, and most addresses are quickly seen to be of IPv4.
  if (!host.includes(':')) return `${host}:${port}`;
  if (socketPathOf(host) !== undefined) return host;
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An IPv4 address that came over a socket of IPv6 without the prefix that it then has; all others as they are. */
export function withoutMapping(address: string): string {
  if (!address.startsWith('::')) return address;
  return address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

/** An IPv6 address without the brackets that it has before a port; all else as it is. */
export function withoutBrackets(host: string): string {
  const [, inside = ''] = /^\[(.+)\]$/.exec(host) ?? [];
  return isIPv6(inside) ? inside : host;
}

/**
 * The addresses of a host: of a name all that it resolves to, and for `unix:PATH` itself.
 *
 * @throws Error with the system's `code` if it has none: ENOTFOUND, EAI_AGAIN
 */
export async function resolveHost(host: string): Promise<readonly string[]> {
  if (socketPathOf(host) !== undefined) return [host];
  const addresses = await lookup(withoutBrackets(host), { all: true });
  return addresses.map(({ address }) => address);
}
