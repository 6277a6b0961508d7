import { EventEmitter, once } from 'node:events';
import { health } from 'movie-proto';
import { RpcError } from '../rpc/rpc-error.js';
import { defineService, type Service } from '../rpc/service.js';

const { HealthCheckResponse_ServingStatus: ServingStatus } = health;

/** The standard health service, and the switch behind it. */
export interface Health {
  readonly service: Service;
  /** Every service is NOT_SERVING from now on; those who watch are told. */
  shutDown(): void;
}

/**
 * `grpc.health.v1`: all services are SERVING until the shutdown begins. A server starts to listen only once its movies
 * are loaded, so there is no other state before.
 *
 * @param services the names of the services; the empty name, for the whole server, comes by itself
 */
export function createHealth(services: readonly string[]): Health {
  const names = new Set(['', ...services]);
  const changes = new EventEmitter();
  // One listener a watch; how many there may be is for the limit on streams to say.
  changes.setMaxListeners(0);
  let status: health.HealthCheckResponse_ServingStatus = ServingStatus.SERVING;

  const service = defineService(
    health.HealthService,
    {
      check({ service }) {
        if (names.has(service)) return { status };
        throw new RpcError('UNKNOWN_SERVICE', `This server has no service ${JSON.stringify(service)}.`);
      },

      async *watch({ service }, { signal }) {
        const current = () => (names.has(service) ? status : ServingStatus.SERVICE_UNKNOWN);
        for (let told: health.HealthCheckResponse_ServingStatus | undefined; ; ) {
          while (told === current()) await once(changes, 'change', { signal });
          told = current();
          yield { status: told };
        }
      },

      list: () => ({ statuses: Object.fromEntries([...names].map((name) => [name, { status }])) }),
    },
    { endless: ['watch'] },
  );

  return {
    service,
    shutDown() {
      status = ServingStatus.NOT_SERVING;
      changes.emit('change');
    },
  };
}
