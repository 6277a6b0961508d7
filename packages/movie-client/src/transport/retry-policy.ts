import type { MethodDefinition } from '@grpc/grpc-js';
import { health } from 'grpc-proto';
import { MovieService, READS, v1 } from 'movie-proto';

type Method = Pick<MethodDefinition<unknown, unknown>, 'path' | 'requestStream'>;

const HEALTH_CHECK = health.HealthService.check;
const METHODS: readonly Method[] = [...Object.values(MovieService), ...Object.values(v1.MovieServiceService)];

/**
 * Whether a call changes nothing, so that making it twice does no harm. The contract says so of each method. A write is
 * never repeated: if its answer is lost, it may be done, and doing it again could undo a later change.
 */
export function isRead({ path }: Pick<Method, 'path'>): boolean {
  return READS.has(path) || path === HEALTH_CHECK.path;
}

/** A watch resumes by itself, after its last event. grpc-js would start it over. */
const RESUMED = v1.MovieServiceService.watchMovies;

/** grpc-js can repeat a single request; a stream of them belongs to the caller. */
const RETRIED = [
  ...METHODS.filter((method) => !method.requestStream && method !== RESUMED && isRead(method)),
  HEALTH_CHECK,
];

/** The part of gRPC's service config that retries reads. What never left this machine grpc-js always sends again. */
export const RETRY_POLICY = {
  methodConfig: [
    {
      name: RETRIED.map(({ path }) => {
        const [, service, method] = path.split('/');
        return { service, method };
      }),
      retryPolicy: {
        maxAttempts: 4,
        initialBackoff: '0.1s',
        maxBackoff: '1s',
        backoffMultiplier: 3,
        retryableStatusCodes: ['UNAVAILABLE'],
      },
    },
  ],
};
