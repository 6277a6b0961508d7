import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { FIELD_NAMES, FIELDS, type Field } from '../movie-fields.js';
import { TextList } from '../shell/text-list.js';
import type { Draft, Problems } from './draft.js';
import { LabelRows } from './label-rows.js';

interface DraftFieldsProps {
  readonly draft: Draft;
  readonly problems: Problems;
  readonly isReadOnly: boolean;
  readonly onChange: (draft: Draft) => void;
}

/** The fields of a movie, each with what is wrong with it. */
export function DraftFields({ draft, problems, isReadOnly, onChange }: DraftFieldsProps) {
  const text = (field: Exclude<Field, 'genres' | 'labels'>, input: TextInput = {}) => (
    <TextField
      label={FIELD_NAMES[field].label}
      value={draft[field]}
      problem={problems.get(field)}
      isReadOnly={isReadOnly}
      onInput={(value) => onChange({ ...draft, [field]: value })}
      {...input}
    />
  );
  const inputs: Readonly<Record<Field, ComponentChildren>> = {
    title: text('title'),
    director: text('director', { list: 'directors' }),
    releaseYear: text('releaseYear', { hint: 'if known', inputMode: 'numeric' }),
    rating: text('rating', { hint: '0 to 10, if rated', inputMode: 'decimal' }),
    genres: (
      <TextList
        label={FIELD_NAMES.genres.label}
        list="genres"
        isLive
        values={draft.genres}
        problem={problems.get('genres')}
        isReadOnly={isReadOnly}
        onChange={(genres) => onChange({ ...draft, genres })}
      />
    ),
    labels: (
      <LabelRows
        labels={draft.labels}
        problems={problems}
        isReadOnly={isReadOnly}
        onChange={(labels) => onChange({ ...draft, labels })}
      />
    ),
  };
  return (
    <div class="draft">
      {FIELDS.map((field) => (
        <div key={field} class={`draft-${field}`}>
          {inputs[field]}
        </div>
      ))}
    </div>
  );
}

interface TextInput {
  readonly hint?: string;
  readonly inputMode?: 'numeric' | 'decimal';
  /** The list of suggestions. */
  readonly list?: string;
}

interface TextFieldProps extends TextInput {
  readonly label: string;
  readonly value: string;
  readonly problem: string | undefined;
  readonly isReadOnly: boolean;
  readonly onInput: (value: string) => void;
}

function TextField({ label, hint, inputMode, list, value, problem, isReadOnly, onInput }: TextFieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>
        {label} {hint !== undefined && <span class="hint">{hint}</span>}
      </label>
      <input
        id={id}
        type="text"
        autocomplete="off"
        list={list}
        inputMode={inputMode ?? 'text'}
        value={value}
        readOnly={isReadOnly}
        aria-invalid={problem !== undefined}
        aria-describedby={`${id}-problem`}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      <p class="problem" id={`${id}-problem`}>
        {problem}
      </p>
    </div>
  );
}
