import { useId } from 'preact/hooks';
import { TextList } from '../shell/text-list.js';
import { type Draft, type Field, LABELS } from './draft.js';

interface DraftFieldsProps {
  readonly draft: Draft;
  readonly problems: ReadonlyMap<Field, string>;
  readonly isReadOnly: boolean;
  readonly onChange: (draft: Draft) => void;
}

/** The fields of a movie, each with what is wrong with it. */
export function DraftFields({ draft, problems, isReadOnly, onChange }: DraftFieldsProps) {
  const text = (field: Exclude<Field, 'genres'>, hint?: string, inputMode?: 'numeric' | 'decimal') => (
    <TextField
      label={LABELS[field]}
      hint={hint}
      inputMode={inputMode}
      value={draft[field]}
      problem={problems.get(field)}
      isReadOnly={isReadOnly}
      onInput={(value) => onChange({ ...draft, [field]: value })}
    />
  );
  return (
    <>
      {text('title')}
      {text('director')}
      <div class="field-pair">
        {text('releaseYear', 'if known', 'numeric')}
        {text('rating', '0 to 10', 'decimal')}
      </div>
      <TextList
        label={LABELS.genres}
        isLive
        values={draft.genres}
        problem={problems.get('genres')}
        isReadOnly={isReadOnly}
        onChange={(genres) => onChange({ ...draft, genres })}
      />
    </>
  );
}

interface TextFieldProps {
  readonly label: string;
  readonly hint: string | undefined;
  readonly inputMode: 'numeric' | 'decimal' | undefined;
  readonly value: string;
  readonly problem: string | undefined;
  readonly isReadOnly: boolean;
  readonly onInput: (value: string) => void;
}

function TextField({ label, hint, inputMode, value, problem, isReadOnly, onInput }: TextFieldProps) {
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
