import { EventEmitter, once } from 'node:events';
import { health } from 'grpc-proto';
import { boundRequests } from '../bounded-requests.js';
import { hostError } from '../host-errors.js';
import { defineService, type Service } from '../service.js';

const { HealthCheckResponse_ServingStatus: ServingStatus } = health;
type ServingStatus = health.HealthCheckResponse_ServingStatus;

/** The standard health service, and the switch behind it. */
export interface Health {
  readonly service: Service;
  /** Whether all services are SERVING. */
  isServing(): boolean;
  /** Makes every service NOT_SERVING, and notifies those who watch. */
  shutDown(): void;
}

/**
 * `grpc.health.v1`: all services are SERVING until the shutdown begins. There is no state before, because a host listens
 * only when its services can serve.
 *
 * @param services the names of the services; the empty name, which stands for the whole server, is added
 */
export function createHealth(services: readonly string[]): Health {
  const names = new Set(['', ...services]);
  const changes = new EventEmitter();
  // One listener for each watch; the limit on streams says how many there may be.
  changes.setMaxListeners(0);
  let status: ServingStatus = ServingStatus.SERVING;

  const service = defineService(
    boundRequests(health.HealthService),
    {
      check({ service }) {
        if (names.has(service)) return { status };
        throw hostError('UNKNOWN_SERVICE', `This server has no service ${JSON.stringify(service)}.`);
      },

      async *watch({ service }, { signal }) {
        const current = () => (names.has(service) ? status : ServingStatus.SERVICE_UNKNOWN);
        for (let sent: ServingStatus | undefined; ; ) {
          while (sent === current()) await once(changes, 'change', { signal });
          sent = current();
          yield { status: sent };
        }
      },

      list: () => ({ statuses: Object.fromEntries([...names].map((name) => [name, { status }])) }),
    },
    { longLived: ['watch'] },
  );

  return {
    service,
    isServing: () => status === ServingStatus.SERVING,
    shutDown() {
      status = ServingStatus.NOT_SERVING;
      changes.emit('change');
    },
  };
}
