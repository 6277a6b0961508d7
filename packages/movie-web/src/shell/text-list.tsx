import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useId, useRef } from 'preact/hooks';
import { Icon } from './icons.js';

interface TextListProps {
  readonly label: string;
  /** Shown while there is nothing. */
  readonly placeholder?: string;
  /** Beside the label. */
  readonly tool?: ComponentChildren;
  /** The list of suggestions. */
  readonly list?: string;
  /** What ends a value besides Enter. Default: a comma. */
  readonly separator?: ',' | '';
  readonly values: readonly string[];
  readonly problem?: string | undefined;
  readonly isReadOnly?: boolean;
  /** Whether what is being typed is a value already. Otherwise it becomes one when the person leaves the field. */
  readonly isLive?: boolean;
  readonly onChange: (values: readonly string[]) => void;
}

/** A list of short texts: Enter or the separator adds what is typed, Backspace in the empty field takes the last one away. */
export function TextList(props: TextListProps) {
  const {
    label,
    placeholder = '',
    tool,
    list,
    separator = ',',
    values,
    problem,
    isReadOnly = false,
    isLive = false,
    onChange,
  } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const typed = useSignal('');
  const chips = isLive && typed.value !== '' ? values.slice(0, -1) : values;
  const type = (text: string) => {
    typed.value = text.trim();
    if (isLive) onChange(typed.value === '' ? chips : [...chips, typed.value]);
  };
  const add = () => {
    const isNew = typed.value !== '' && !chips.includes(typed.value);
    if (typed.value !== '') onChange(isNew ? [...chips, typed.value] : chips);
    typed.value = '';
    if (input.current) input.current.value = '';
  };
  const remove = (removed: string) => {
    onChange(values.filter((value) => value !== removed));
    input.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const isEmpty = input.current?.value === '';
    const last = chips.at(-1);
    if (event.key === 'Backspace' && isEmpty && last !== undefined) remove(last);
    if (event.key !== separator && (event.key !== 'Enter' || isEmpty)) return;
    event.preventDefault();
    add();
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {tool}
      <div class={problem === undefined ? 'text-list' : 'text-list is-invalid'}>
        {chips.map((value) => (
          <span class="chip" key={value}>
            <span>{value}</span>
            {!isReadOnly && (
              <button type="button" aria-label={`Remove ${value}`} onClick={() => remove(value)}>
                <Icon name="close" />
              </button>
            )}
          </span>
        ))}
        <input
          id={id}
          ref={input}
          type="text"
          autocomplete="off"
          list={list}
          placeholder={values.length === 0 ? placeholder : ''}
          readOnly={isReadOnly}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-problem`}
          onKeyDown={onKeyDown}
          onInput={({ currentTarget }) => type(currentTarget.value)}
          onBlur={() => isLive || add()}
        />
      </div>
      <p class="problem" id={`${id}-problem`}>
        {problem}
      </p>
    </div>
  );
}
