import { withWriteAccess } from './access/write-access.js';
import { CallError, type FailedPrecondition } from './connect/call-error.js';
import { failureText } from './failure-text.js';
import { getMovie, revertCommit } from './movie-calls.js';
import { type Notice, notify, notifyFailure } from './notices.js';

/**
 * The action of a notice that undoes a write.
 *
 * @param revision of the write's answer
 * @param done says that it was undone
 * @param instead does it where the server has forgotten the write; if it can't be done then, the person is told
 */
export function undoOf(
  revision: string,
  done: string,
  instead?: () => Promise<unknown>,
): NonNullable<Notice['action']> {
  const run = async () => {
    try {
      await withWriteAccess(() => revert(revision, instead));
      notify(done);
    } catch (error) {
      notifyFailure(await whyNot(error));
    }
  };
  return { label: 'Undo', run: () => void run() };
}

async function revert(revision: string, instead?: () => Promise<unknown>): Promise<void> {
  try {
    await revertCommit(revision);
  } catch (error) {
    if (!isForgotten(error) || !instead) throw error;
    await instead();
  }
}

/** Whether the server no longer knows the write: too many came after it, or it runs on another database now. */
function isForgotten(error: unknown): boolean {
  return error instanceof CallError && error.code === 'out_of_range';
}

/** How many movies a failure names. */
const MAX_NAMED = 3;

async function whyNot(error: unknown): Promise<string> {
  if (isForgotten(error)) return 'This can’t be undone any more: the server keeps only the latest changes.';
  const conflicts = error instanceof CallError ? error.preconditions : [];
  if (conflicts.length === 0) return `Nothing was undone: ${failureText(error)}`;
  const named = await Promise.all(conflicts.slice(0, MAX_NAMED).map(conflictText));
  const more = conflicts.length - named.length;
  return `Nothing was undone: ${named.join(', ')}${more > 0 ? `, and ${more} more` : ''}.`;
}

async function conflictText({ subject, description }: FailedPrecondition): Promise<string> {
  const name = await getMovie(subject).then(
    ({ title }) => title,
    () => subject,
  );
  return `“${name}” ${description}`;
}
