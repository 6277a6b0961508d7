import { useEffect, useId, useRef } from 'preact/hooks';
import { FIELD_NAMES } from '../movie-fields.js';
import { Icon } from '../shell/icons.js';
import { nameOfLabel, type Problems, type TypedLabel } from './draft.js';

interface LabelRowsProps {
  readonly labels: readonly TypedLabel[];
  readonly problems: Problems;
  readonly isReadOnly: boolean;
  readonly onChange: (labels: readonly TypedLabel[]) => void;
}

/** The labels of a movie, a row each: its name and its value. */
export function LabelRows({ labels, problems, isReadOnly, onChange }: LabelRowsProps) {
  const rows = useRef<HTMLFieldSetElement>(null);
  const isAdding = useRef(false);
  useEffect(() => {
    if (isAdding.current) [...(rows.current?.querySelectorAll('input') ?? [])].at(-1)?.focus();
    isAdding.current = false;
  }, [labels.length]);
  const add = () => {
    isAdding.current = true;
    onChange([...labels, { key: '', value: '' }]);
  };
  const remove = (index: number) => {
    onChange(labels.toSpliced(index, 1));
    rows.current?.querySelector<HTMLElement>('.label-add')?.focus();
  };
  return (
    <fieldset class="field label-rows" ref={rows}>
      <legend>{FIELD_NAMES.labels.label}</legend>
      {labels.map((label, index) => (
        <LabelRow
          key={index}
          number={index + 1}
          label={label}
          problem={problems.get(nameOfLabel(label.key))}
          isReadOnly={isReadOnly}
          onChange={(next) => onChange(labels.with(index, next))}
          onRemove={() => remove(index)}
        />
      ))}
      <p class="problem">{problems.get('labels')}</p>
      {isReadOnly ? (
        labels.length === 0 && <p class="hint">none</p>
      ) : (
        <button type="button" class="button is-quiet label-add" onClick={add}>
          <Icon name="add" />
          <span>New label</span>
        </button>
      )}
    </fieldset>
  );
}

interface LabelRowProps {
  readonly number: number;
  readonly label: TypedLabel;
  readonly problem: string | undefined;
  readonly isReadOnly: boolean;
  readonly onChange: (label: TypedLabel) => void;
  readonly onRemove: () => void;
}

function LabelRow({ number, label, problem, isReadOnly, onChange, onRemove }: LabelRowProps) {
  const id = useId();
  const described = { 'aria-invalid': problem !== undefined, 'aria-describedby': id };
  return (
    <div class="label-row">
      <input
        type="text"
        aria-label={`Label ${number}`}
        placeholder="Name"
        autocomplete="off"
        list="label-keys"
        readOnly={isReadOnly}
        value={label.key}
        onInput={({ currentTarget }) => onChange({ ...label, key: currentTarget.value })}
        {...described}
      />
      <textarea
        rows={1}
        aria-label={`Value of label ${number}`}
        placeholder="Value"
        readOnly={isReadOnly}
        value={label.value}
        onInput={({ currentTarget }) => onChange({ ...label, value: currentTarget.value })}
        {...described}
      />
      {!isReadOnly && (
        <button
          type="button"
          class="button is-bare"
          aria-label={`Remove label ${label.key || number}`}
          onClick={onRemove}
        >
          <Icon name="close" />
        </button>
      )}
      <p class="problem" id={id}>
        {problem}
      </p>
    </div>
  );
}
