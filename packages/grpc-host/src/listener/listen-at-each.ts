import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { codeOf } from './error-code.js';

/** Where connections are accepted, until closed. */
export interface Listener {
  /** The port, also when 0 was asked for; 0 on a Unix socket. */
  readonly port: number;
  /** Accepts no more; connections that are open stay open. */
  close(): void;
}

/**
 * Listens at several addresses, on the same port of each. Addresses that this machine doesn't have are skipped if it
 * has another of them: `localhost` often has one in IPv6 where there is no IPv6.
 *
 * @param port 0 takes a free one
 * @param pauseOnConnect leaves what connections send unread, so that another process can take them over
 * @throws Error with the system's `code` if it can't listen there
 */
export async function listenAtEach(
  addresses: readonly string[],
  port: number,
  accept: (socket: Socket) => void,
  pauseOnConnect = false,
): Promise<Listener> {
  const servers: Server[] = [];
  const close = () => {
    for (const server of servers) server.close();
  };
  let chosen = port;
  let absence: unknown;
  for (const host of addresses) {
    const server = createServer({ noDelay: true, pauseOnConnect }, accept);
    // `::` answers on the addresses of IPv4, too, unless they are asked for beside it.
    server.listen({ host, port: chosen, ipv6Only: addresses.includes('0.0.0.0') });
    try {
      await once(server, 'listening');
    } catch (error) {
      if (!isAbsence(error)) {
        close();
        throw error;
      }
      absence = error;
      continue;
    }
    servers.push(server);
    chosen = portOf(server);
  }
  if (servers.length === 0) throw absence;
  return { port: chosen, close };
}

/** Whether the error says that this machine doesn't have the address, or not its kind. */
function isAbsence(error: unknown): boolean {
  return codeOf(error) === 'EADDRNOTAVAIL' || codeOf(error) === 'EAFNOSUPPORT';
}

function portOf(server: Server): number {
  // Only a server on a pipe has a string, and only one that doesn't listen has none.
  const address = server.address() as AddressInfo;
  return address.port;
}
