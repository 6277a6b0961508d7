import { FormatError } from 'movie-files';
import { errorMessage } from '../error-message.js';
import { MovieError } from '../movie-error.js';
import { CommandError } from './command-error.js';
import { EXIT, type ExitCode, exitCodeOf } from './exit-code.js';
import { explainConnection } from './explain-connection.js';
import { printable } from './terminal/printable.js';

/** What the user reads about an error, and how the command ends. */
export interface Explanation {
  readonly message: string;
  readonly exitCode: ExitCode;
}

/** The explanation of an error that the user can do something about; undefined for a bug of this program. */
export function explain(error: unknown): Explanation | undefined {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof FormatError) return { message: error.message, exitCode: EXIT.usage };
  if (error instanceof MovieError) return { message: explainCall(error), exitCode: exitCodeOf(error.code) };
  return undefined;
}

function explainCall(error: MovieError): string {
  const { address, code, reason, method } = error;
  const message = printable(error.message);
  // A server may give any word for a reason, also the name of what every object has.
  const advice = reason !== undefined && Object.hasOwn(ADVICE, reason) ? ADVICE[reason] : undefined;
  if (advice !== undefined) return `${message} ${advice}${morePreconditions(error)}`;
  if (code === 'UNAVAILABLE') return explainUnavailable(error);
  if (code === 'DEADLINE_EXCEEDED') {
    return `The server at ${address} did not answer in time. Try again, or allow more time with --timeout SECONDS.`;
  }
  if (code === 'CANCELLED') return `The server at ${address} ended the call. Try again.`;
  if (code === 'UNIMPLEMENTED') {
    return (
      `The server at ${address} doesn't have the call ${method}: it may be older than this client, or must be started ` +
      'again after a change of the contract. Check --address, too.'
    );
  }
  const [, transport] = TRANSPORT.find(([pattern]) => pattern.test(message)) ?? [];
  return transport ? transport(address) : inWordsOfOptions(message + moreViolations(error));
}

/** Names the options of fields in place of the fields of a request. */
function inWordsOfOptions(message: string): string {
  return message.replace(/(?<=^|; |\n {2})movie\.(title|rating|director|release_year) /g, (_, field: string) =>
    field === 'release_year' ? '--year ' : `--${field} `,
  );
}

/** What errors of grpc-js mean whose server did answer, by their message. */
const TRANSPORT: readonly (readonly [RegExp, (address: string) => string])[] = [
  [
    /^Received message larger than max /,
    (address) => `The server at ${address} sent more in one answer than a movie server does. Check --address.`,
  ],
  [
    /^Received RST_STREAM /,
    (address) => `The server at ${address} broke off its answer. Try again, but a change may have been made already.`,
  ],
];

/** What to do, by the server's reason. */
const ADVICE: Readonly<Record<string, string>> = {
  MOVIE_NOT_FOUND: 'Find it with `movie search WORDS`.',
  MOVIE_ALREADY_EXISTS: 'Choose another id, or change that movie with `movie update`.',
  ETAG_MISMATCH: 'Read it again with `movie get ID --json`, and use its new etag.',
  WRITE_TOKEN_MISSING: 'Name the file with your token: --token-file FILE.',
  WRITE_TOKEN_UNKNOWN: 'Check the token in the file of --token-file.',
  SHUTTING_DOWN: 'Try again in a moment.',
  DATABASE_FAILED: 'Look whether the change was made before you try again.',
  COUNT_MISMATCH: 'Leave out --expect to see what the conditions match.',
  COMMIT_EXPIRED:
    'With a JSON file, it knows those since it started. Older writes are put back by hand, or from an export.',
  REVERT_CONFLICT: 'Undo the later writes first, newest first, or change the movies by hand.',
  IMPORT_TOO_LARGE: 'Import it in several parts.',
  NOT_GRPC: 'Check --address; if that is a proxy, its server may be away.',
};

function explainUnavailable({ address, message, requestId }: MovieError): string {
  // Only a server sends a request id; without one, the message is grpc-js's about its attempt to connect.
  if (requestId !== undefined) return `${printable(message)} (${address}) Try again in a moment.`;
  // A certificate's names come from the wire, too.
  return printable(explainConnection(address, message));
}

/** The violations that the message leaves out because it has room for a few only. */
function moreViolations({ message, violations }: MovieError): string {
  const more = violations.filter(({ description }) => !message.includes(description));
  return more.map(({ field, description }) => `\n  ${printable(field)} ${printable(description)}`).join('');
}

/** What stands in the way, each on a line. */
function morePreconditions({ preconditions }: MovieError): string {
  const lines = preconditions.map(({ subject, description }) => `\n  ${printable(`${subject} ${description}`)}`);
  return lines.join('');
}

/** All details of an error, one a line, for `--verbose`. */
export function describeAll(error: unknown): string {
  const cause = error instanceof CommandError || error instanceof FormatError ? (error.cause ?? error) : error;
  if (!(cause instanceof MovieError)) return cause instanceof Error && cause.stack ? cause.stack : errorMessage(cause);
  const { code, reason, method, address, requestId, retryAfterMs, violations } = cause;
  const facts = { code, reason, method, address, 'request id': requestId, 'retry after ms': retryAfterMs };
  const known = Object.entries(facts).filter(([, value]) => value !== undefined);
  const lines = [...known, ...violations.map(({ field, description }) => ['violation', `${field} ${description}`])];
  return lines.map(([name, value]) => `  ${name}: ${printable(String(value))}`).join('\n');
}

/** The explanation of Ctrl-C. */
export const INTERRUPTED: Explanation = { message: 'Interrupted.', exitCode: EXIT.interrupted };
