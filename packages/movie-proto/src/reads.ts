import { MovieServiceDefinition } from './gen/movie/v1/movie_service.js';
import { MovieDefinition } from './gen/movie.js';

interface Definition {
  readonly fullName: string;
  readonly methods: Readonly<Record<string, { readonly name: string; readonly options: object }>>;
}

/** The paths of the calls of a service that the contract marks with `idempotency_level = NO_SIDE_EFFECTS`. */
function readsOf({ fullName, methods }: Definition): string[] {
  return Object.values(methods)
    .filter(({ options }) => 'idempotencyLevel' in options && options.idempotencyLevel === 'NO_SIDE_EFFECTS')
    .map(({ name }) => `/${fullName}/${name}`);
}

/** The tutorial's contract is frozen and doesn't say that its two calls are reads. */
const TUTORIAL_READS = [
  `/${MovieDefinition.fullName}/${MovieDefinition.methods.getMovieByID.name}`,
  `/${MovieDefinition.fullName}/${MovieDefinition.methods.getListMovies.name}`,
];

/**
 * The paths of all calls that change nothing, `/movie.v1.MovieService/GetMovie`. Every other call is a write: the server
 * may ask for a token, and the client doesn't repeat it by itself.
 */
export const READS: ReadonlySet<string> = new Set([
  ...TUTORIAL_READS,
  ...readsOf(MovieDefinition),
  ...readsOf(MovieServiceDefinition),
]);
