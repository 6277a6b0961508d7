import type { MovieErrorCode } from '../movie-error.js';

/** The exit codes, for scripts. They never change. */
export const EXIT = {
  ok: 0,
  failure: 1,
  usage: 2,
  notFound: 3,
  refused: 4,
  unavailable: 5,
  denied: 6,
  interrupted: 130,
} as const;

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit codes as `--help` shows them. */
export const EXIT_CODES_HELP = `Exit codes:
  0    done
  1    something unexpected
  2    wrong usage: an option, an argument, a file that can't be read or written
  3    no such movie or service
  4    refused: a rule is broken, an id is taken, or something has changed
  5    no movie server answers, or not in time, or one that has reached a limit
  6    not allowed: the token is missing or unknown, or a proxy says 401 or 403
  130  ended by Ctrl-C`;

const BY_STATUS: Partial<Record<MovieErrorCode, ExitCode>> = {
  NOT_FOUND: EXIT.notFound,
  INVALID_ARGUMENT: EXIT.refused,
  ALREADY_EXISTS: EXIT.refused,
  FAILED_PRECONDITION: EXIT.refused,
  ABORTED: EXIT.refused,
  OUT_OF_RANGE: EXIT.refused,
  UNAVAILABLE: EXIT.unavailable,
  DEADLINE_EXCEEDED: EXIT.unavailable,
  RESOURCE_EXHAUSTED: EXIT.unavailable,
  CANCELLED: EXIT.unavailable,
  UNAUTHENTICATED: EXIT.denied,
  PERMISSION_DENIED: EXIT.denied,
};

/** The exit code for a call that failed with this code. */
export function exitCodeOf(code: MovieErrorCode): ExitCode {
  return BY_STATUS[code] ?? EXIT.failure;
}
