import type { ValueCount } from 'movie-proto/web';
import { suggestions } from '../suggestions.js';

/** The lists that inputs name by their `list`: `genres`, `directors` and `label-keys`. */
export function SuggestionLists() {
  const { genres, directors, labelKeys } = suggestions.value;
  return (
    <>
      <List id="genres" values={genres} />
      <List id="directors" values={directors} />
      <List id="label-keys" values={labelKeys} />
    </>
  );
}

function List({ id, values }: { readonly id: string; readonly values: readonly ValueCount[] }) {
  return (
    <datalist id={id}>
      {values.map(({ value, count }) => (
        <option key={value} value={value} label={count.toLocaleString('en')} />
      ))}
    </datalist>
  );
}
