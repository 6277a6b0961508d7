import { chooseImport, closeImport, type ImportChoices, type ImportPreview, runImport } from './import-state.js';
import type { ImportFile, PlacedProblem } from './read-import-file.js';

interface ImportPreviewFormProps {
  readonly file: ImportFile;
  readonly choices: ImportChoices;
  readonly preview: ImportPreview;
}

/** What an import will do, before it does it. */
export function ImportPreviewForm({ file, choices, preview }: ImportPreviewFormProps) {
  const { createdCount, updatedCount, unchangedCount } = preview.counts;
  const count = createdCount + updatedCount;
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void runImport(file, choices);
  };
  return (
    <form class="form" onSubmit={submit}>
      <p class="import-file">{file.name}</p>
      <dl class="counts">
        <Count label="new" value={createdCount} />
        <Count label="changed" value={updatedCount} />
        <Count label="unchanged" value={unchangedCount} />
        <Count label="left out" value={preview.leftOut} isBad />
      </dl>
      <label class="check">
        <input
          type="checkbox"
          checked={choices.replace}
          onChange={({ currentTarget }) => void chooseImport(file, { replace: currentTarget.checked })}
        />
        <span>Replace movies whose id is in the catalog</span>
      </label>
      <Problems problems={preview.problems} leftOut={preview.leftOut} />
      <div class="buttons">
        <button type="submit" class="button is-main" disabled={count === 0}>
          {count === 0
            ? 'Nothing to import'
            : `Import ${count.toLocaleString('en')} ${count === 1 ? 'movie' : 'movies'}`}
        </button>
        <button type="button" class="button" onClick={closeImport}>
          Cancel
        </button>
      </div>
    </form>
  );
}

function Count({
  label,
  value,
  isBad = false,
}: {
  readonly label: string;
  readonly value: number;
  readonly isBad?: boolean;
}) {
  return (
    <div class={isBad && value > 0 ? 'count is-bad' : 'count'}>
      <dt>{label}</dt>
      <dd>{value.toLocaleString('en')}</dd>
    </div>
  );
}

/** How many problems are shown; whoever has more fixes these first. */
const MAX_SHOWN = 100;

function Problems({ problems, leftOut }: { readonly problems: readonly PlacedProblem[]; readonly leftOut: number }) {
  if (leftOut === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section class="problems" aria-label="Problems" tabIndex={0}>
      <ul>
        {problems.slice(0, MAX_SHOWN).map(({ place, description }, index) => (
          <li key={index}>
            <b>{place.text}</b> {description}
          </li>
        ))}
      </ul>
      {problems.length > MAX_SHOWN && <p>And more.</p>}
    </section>
  );
}
