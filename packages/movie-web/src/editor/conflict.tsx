import { useSignal } from '@preact/signals';
import type { Movie } from 'movie-proto/web';
import { type Draft, draftOf } from './draft.js';
import { differences, isSame } from './draft-parts.js';

type Side = 'mine' | 'theirs';

interface ConflictProps {
  /** What both began with. */
  readonly base: Draft;
  readonly mine: Draft;
  /** Undefined if the movie was deleted. */
  readonly theirs: Movie | undefined;
  readonly onResolve: (merged: Draft, current: Movie | undefined) => void;
  readonly onDiscard: () => void;
}

/** Two people changed one movie: shows both versions, and lets this one choose, part by part or as a whole. */
export function Conflict({ base, mine, theirs, onResolve, onDiscard }: ConflictProps) {
  if (!theirs) {
    return (
      <div class="form">
        <p>Someone has deleted this movie while you were changing it.</p>
        <div class="buttons">
          <button type="button" class="button is-main" onClick={() => onResolve(mine, undefined)}>
            Add it again with my changes
          </button>
          <button type="button" class="button" onClick={onDiscard}>
            Leave it deleted
          </button>
        </div>
      </div>
    );
  }
  return <Choice base={base} mine={mine} theirs={theirs} onResolve={onResolve} onDiscard={onDiscard} />;
}

function Choice({ base, mine, theirs, onResolve, onDiscard }: ConflictProps & { readonly theirs: Movie }) {
  const other = draftOf(theirs);
  const parts = differences(mine, other);
  // Whoever changed a part that the other left alone keeps their change; if both did, it is this person's form.
  const choices = useSignal<Readonly<Partial<Record<string, Side>>>>(
    Object.fromEntries(parts.map((part) => [part.name, isSame(part, mine, base) ? 'theirs' : 'mine'])),
  );
  const chooseAll = (side: Side) => {
    choices.value = Object.fromEntries(parts.map(({ name }) => [name, side]));
  };
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    const kept = parts.filter(({ name }) => choices.value[name] === 'mine');
    onResolve(
      kept.reduce((merged, part) => part.take(merged, mine), other),
      theirs,
    );
  };
  return (
    <form class="form" onSubmit={submit}>
      <p>Someone else has changed this movie since you opened it. Choose what to keep.</p>
      <div class="buttons">
        <button type="button" class="button" onClick={() => chooseAll('mine')}>
          All mine
        </button>
        <button type="button" class="button" onClick={() => chooseAll('theirs')}>
          All theirs
        </button>
      </div>
      {parts.map(({ name, label, text }) => (
        <fieldset class="choice" key={name}>
          <legend>{label}</legend>
          {(['mine', 'theirs'] as const).map((side) => (
            <label key={side}>
              <input
                type="radio"
                name={name}
                checked={choices.value[name] === side}
                onChange={() => (choices.value = { ...choices.value, [name]: side })}
              />
              <span class="choice-side">{side === 'mine' ? 'Mine' : 'Theirs'}</span>
              <span class="choice-text">{text(side === 'mine' ? mine : other)}</span>
            </label>
          ))}
        </fieldset>
      ))}
      <div class="buttons">
        <button type="submit" class="button is-main">
          Save this version
        </button>
        <button type="button" class="button" onClick={onDiscard}>
          Discard mine
        </button>
      </div>
    </form>
  );
}
