import type { Movie, MovieChange } from 'movie-proto/web';
import { draftOf, NEW_MOVIE } from '../editor/draft.js';
import { differences, type Part } from '../editor/draft-parts.js';

interface ImportChangesProps {
  /** The first of them. */
  readonly changes: readonly MovieChange[];
  /** How many there are. */
  readonly count: number;
}

/** The movies that an import adds or changes: each with its new values, and with the old ones if it has any. */
export function ImportChanges({ changes, count }: ImportChangesProps) {
  if (changes.length === 0) return null;
  const more = count - changes.length;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section class="import-part" aria-label="Changes" tabIndex={0}>
      <h3>Changes</h3>
      <ul>{changes.map(({ before, after }) => after && <Change key={after.id} before={before} after={after} />)}</ul>
      {more > 0 && <p>And {more.toLocaleString('en')} more.</p>}
    </section>
  );
}

function Change({ before, after }: { readonly before: Movie | undefined; readonly after: Movie }) {
  const old = draftOf(before ?? { ...NEW_MOVIE, title: after.title });
  const next = draftOf(after);
  const parts = differences(old, next);
  const text = ({ label, text }: Part) =>
    before ? `${label}: ${text(old)} → ${text(next)}` : `${label}: ${text(next)}`;
  return (
    <li>
      <b>{before?.title ?? after.title}</b> {!before && <span class="hint">new</span>}
      {parts.map((part) => (
        <div key={part.name} class="import-change">
          {text(part)}
        </div>
      ))}
    </li>
  );
}
