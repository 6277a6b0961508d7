import { BlockList, isIP, isIPv6 } from 'node:net';
import { contains, withoutBrackets, withoutMapping } from './address.js';

/** The proxies whose `x-forwarded-for` is believed. */
export class TrustedProxies {
  readonly #list = new BlockList();
  #trustsSockets = false;

  /**
   * @param entries addresses, networks (`10.0.0.0/8`), or `unix:` for whoever connects over a Unix socket
   * @throws TypeError that names an entry that is none of them
   */
  constructor(entries: readonly string[]) {
    for (const entry of entries) this.#add(entry);
  }

  /**
   * The address of a caller: what the nearest trusted proxy says, or the one before it if that is trusted, too. What is
   * left of an address that isn't trusted may be anyone's invention.
   *
   * @param peer the address at the other end of the connection; undefined on a Unix socket
   * @returns undefined if no trusted proxy says anything
   */
  callerOf(peer: string | undefined, forwardedFor: readonly string[]): string | undefined {
    let caller: string | undefined;
    let isTrusted = peer === undefined ? this.#trustsSockets : contains(this.#list, peer);
    for (const hop of forwardedFor.join(',').split(',').reverse()) {
      const address = addressIn(hop.trim());
      if (!isTrusted || address === undefined) break;
      caller = address;
      isTrusted = contains(this.#list, address);
    }
    return caller;
  }

  #add(entry: string): void {
    if (entry === 'unix:') {
      this.#trustsSockets = true;
      return;
    }
    const [address = '', prefix, ...rest] = entry.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    const longest = family === 'ipv6' ? 128 : 32;
    const bits = prefix === undefined ? longest : /^\d{1,3}$/.test(prefix) ? Number(prefix) : -1;
    if (isIP(address) === 0 || address.includes('%') || rest.length > 0 || bits < 0 || bits > longest) {
      throw new TypeError(`${JSON.stringify(entry)} is not an address, a network such as 10.0.0.0/8, or unix:`);
    }
    this.#list.addSubnet(address, bits, family);
  }
}

/** The address in a hop, which some proxies write with a port; undefined if there is none, as in `unknown`. */
function addressIn(hop: string): string | undefined {
  const address = withoutMapping(withoutBrackets(hop.replace(/^(\[.+\]|[\d.]+):\d+$/, '$1')));
  return isIP(address) === 0 ? undefined : address;
}
