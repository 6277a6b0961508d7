import type { ComponentChildren } from 'preact';
import { isEmptyRange } from '../catalog-query.js';

interface NumberRangeProps {
  readonly label: string;
  readonly limits: { readonly min: number; readonly max: number; readonly step: number };
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly isDisabled?: boolean;
  readonly onChange: (from: number | undefined, to: number | undefined) => void;
  /** Beside the label. */
  readonly children?: ComponentChildren;
}

/** Two numbers, each of which may be missing. */
export function NumberRange({ label, limits, from, to, isDisabled = false, onChange, children }: NumberRangeProps) {
  const isInvalid = isEmptyRange(from, to);
  return (
    <fieldset class="field range">
      <legend>{label}</legend>
      {children}
      <Bound
        label={`${label} from`}
        limits={limits}
        value={from}
        isInvalid={isInvalid}
        isDisabled={isDisabled}
        onChange={(next) => onChange(next, to)}
      />
      <span aria-hidden="true">–</span>
      <Bound
        label={`${label} to`}
        limits={limits}
        value={to}
        isInvalid={isInvalid}
        isDisabled={isDisabled}
        onChange={(next) => onChange(from, next)}
      />
    </fieldset>
  );
}

interface BoundProps {
  readonly label: string;
  readonly limits: NumberRangeProps['limits'];
  readonly value: number | undefined;
  readonly isInvalid: boolean;
  readonly isDisabled: boolean;
  readonly onChange: (value: number | undefined) => void;
}

function Bound({ label, limits, value, isInvalid, isDisabled, onChange }: BoundProps) {
  return (
    <input
      type="number"
      aria-label={label}
      aria-invalid={isInvalid}
      disabled={isDisabled}
      {...limits}
      value={value ?? ''}
      onChange={({ currentTarget: { valueAsNumber } }) =>
        onChange(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber)
      }
    />
  );
}
