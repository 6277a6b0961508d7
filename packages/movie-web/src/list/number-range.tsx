import { isEmptyRange } from '../catalog-query.js';

interface NumberRangeProps {
  readonly label: string;
  readonly limits: { readonly min: number; readonly max: number; readonly step: number };
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly onChange: (from: number | undefined, to: number | undefined) => void;
}

/** Two numbers, each of which may be missing. */
export function NumberRange({ label, limits, from, to, onChange }: NumberRangeProps) {
  const isInvalid = isEmptyRange(from, to);
  return (
    <fieldset class="field range">
      <legend>{label}</legend>
      <Bound
        label={`${label} from`}
        limits={limits}
        value={from}
        isInvalid={isInvalid}
        onChange={(next) => onChange(next, to)}
      />
      <span aria-hidden="true">–</span>
      <Bound
        label={`${label} to`}
        limits={limits}
        value={to}
        isInvalid={isInvalid}
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
  readonly onChange: (value: number | undefined) => void;
}

function Bound({ label, limits, value, isInvalid, onChange }: BoundProps) {
  return (
    <input
      type="number"
      aria-label={label}
      aria-invalid={isInvalid}
      {...limits}
      value={value ?? ''}
      onChange={({ currentTarget: { valueAsNumber } }) =>
        onChange(Number.isNaN(valueAsNumber) ? undefined : valueAsNumber)
      }
    />
  );
}
