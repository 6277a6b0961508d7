import { ImportChanges } from './import-changes.js';
import { chooseImport, closeImport, type ImportChoices, type ImportPreview, runImport } from './import-state.js';
import type { ImportFile, PlacedProblem } from './read-import-file.js';

interface ImportPreviewFormProps {
  readonly file: ImportFile;
  readonly choices: ImportChoices;
  readonly preview: ImportPreview;
}

/** What an import will do, before it does it. */
export function ImportPreviewForm({ file, choices, preview }: ImportPreviewFormProps) {
  const { createdCount, updatedCount, unchangedCount, duplicateCount, changes } = preview.counts;
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
          checked={choices.change}
          onChange={({ currentTarget }) => void chooseImport(file, { change: currentTarget.checked })}
        />
        <span>
          Change movies whose id is in the catalog
          <span class="hint">Only what the file has of them. What is empty in it becomes empty.</span>
        </span>
      </label>
      <Places title="Problems" places={preview.problems} count={preview.leftOut} />
      <Places title="Perhaps twice" places={preview.duplicates} count={duplicateCount} />
      <Places title="Perhaps several genres" places={file.unsplit} count={file.unsplit.length} />
      <ImportChanges changes={changes} count={count} />
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

interface CountProps {
  readonly label: string;
  readonly value: number;
  readonly isBad?: boolean;
}

function Count({ label, value, isBad = false }: CountProps) {
  return (
    <div class={isBad && value > 0 ? 'count is-bad' : 'count'}>
      <dt>{label}</dt>
      <dd>{value.toLocaleString('en')}</dd>
    </div>
  );
}

/** How many places are shown; whoever has more looks at these first. */
const MAX_SHOWN = 100;

interface PlacesProps {
  readonly title: string;
  readonly places: readonly PlacedProblem[];
  /** How many records they are about, shown or not. */
  readonly count: number;
}

function Places({ title, places, count }: PlacesProps) {
  if (count === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard.
    <section class="import-part" aria-label={title} tabIndex={0}>
      <h3>
        {title} ({count.toLocaleString('en')})
      </h3>
      <ul>
        {places.slice(0, MAX_SHOWN).map(({ place, description }, index) => (
          <li key={index}>
            <b>{place.text}</b> {description}
          </li>
        ))}
      </ul>
      {(places.length > MAX_SHOWN || new Set(places.map(({ place }) => place.number)).size < count) && <p>And more.</p>}
    </section>
  );
}
