import type { Client } from '@grpc/grpc-js';
import { OPTIONS } from '../options.js';
import { parseOptions } from '../parse-options.js';
import type { CallObserver } from '../rpc/call-host.js';
import { listen } from '../rpc/connections.js';
import { createRpcServer, type RpcLimits, type RpcServer } from '../rpc/rpc-server.js';
import { defineService, type Handlers } from '../rpc/service.js';
import { connect } from './call.js';
import { later } from './clean-up.js';
import { RecordedLog } from './recorded-log.js';
import { TextService } from './text-service.js';

/** A server of `TextService`, and a client of it. */
export interface TextServer {
  readonly client: Client;
  readonly address: string;
  readonly port: number;
  readonly log: RecordedLog;
  readonly rpc: RpcServer;
}

export interface TextServerOptions {
  readonly observers?: readonly CallObserver[];
  readonly limits?: Partial<RpcLimits>;
  readonly log?: RecordedLog;
}

const unused = () => {
  throw new Error('The test did not say what this method does.');
};

/** Serves `TextService` by these handlers on a free port of this machine, until `cleanUp`. */
export async function startTextServer(
  handlers: Partial<Handlers<typeof TextService>>,
  { observers = [], limits, log = new RecordedLog() }: TextServerOptions = {},
): Promise<TextServer> {
  const all = { unary: unused, upload: unused, download: unused, chat: unused, ...handlers };
  const { values } = parseOptions(OPTIONS, [], {});
  const rpc = createRpcServer({
    services: [defineService(TextService, all)],
    lastService: '',
    log: log.logger,
    observers,
    limits: { ...values, ...limits },
  });
  const { maxConnections, handshakeTimeout: handshakeMs } = values;
  const where = { host: '127.0.0.1', port: 0, tls: undefined, maxConnections, handshakeMs, log: log.logger };
  const listener = await listen(where, rpc.serve);
  later(() => {
    listener.close();
    return rpc.close(0);
  });
  const address = `127.0.0.1:${listener.port}`;
  return { client: connect(address), address, port: listener.port, log, rpc };
}
