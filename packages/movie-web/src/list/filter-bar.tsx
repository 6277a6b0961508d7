import { useSignal } from '@preact/signals';
import { query, showQuery } from '../address.js';
import { type CatalogQuery, hasFilters } from '../catalog-query.js';
import { Icon } from '../shell/icons.js';
import { TextList } from '../shell/text-list.js';
import { loadSuggestions } from '../suggestions.js';
import { ListStatus } from './list-status.js';
import { NumberRange } from './number-range.js';
import { OrderField } from './order-field.js';

/** The conditions and the order of the list. On a phone they are behind a button. */
export function FilterBar() {
  const isOpen = useSignal(false);
  const shown = query.value;
  const change = (fields: Partial<CatalogQuery>) => showQuery({ ...query.value, ...fields });
  const isFiltered = hasFilters(shown);
  return (
    <section class="filter-bar" aria-label="Filters and order" onFocusIn={() => void loadSuggestions()}>
      <div class="filter-head">
        <button
          type="button"
          class="button filter-toggle"
          aria-expanded={isOpen.value}
          aria-controls="filters"
          onClick={() => (isOpen.value = !isOpen.value)}
        >
          <Icon name="filter" />
          <span>{isFiltered ? 'Filters (on)' : 'Filters'}</span>
        </button>
        <ListStatus />
      </div>
      <div id="filters" class={isOpen.value ? 'filters is-open' : 'filters'}>
        <label class="field">
          <span>Director</span>
          <input
            type="text"
            autocomplete="off"
            list="directors"
            value={shown.director}
            onChange={({ currentTarget }) => change({ director: currentTarget.value.trim() })}
          />
        </label>
        <TextList
          label="Genres"
          list="genres"
          values={shown.genres}
          onChange={(genres) => change({ genres })}
          tool={<GenreChoice isAny={shown.anyGenre} onChange={(anyGenre) => change({ anyGenre })} />}
        />
        <TextList
          label="Labels"
          placeholder="name or name=value"
          list="label-keys"
          separator=""
          values={shown.labels}
          onChange={(labels) => change({ labels })}
        />
        <NumberRange
          label="Rating"
          limits={{ min: 0, max: 10, step: 0.1 }}
          from={shown.minRating}
          to={shown.maxRating}
          isDisabled={shown.unrated}
          onChange={(minRating, maxRating) => change({ minRating, maxRating })}
        >
          <label class="field-tool">
            <input
              type="checkbox"
              checked={shown.unrated}
              onChange={({ currentTarget }) =>
                change({ unrated: currentTarget.checked, minRating: undefined, maxRating: undefined })
              }
            />
            Not rated
          </label>
        </NumberRange>
        <NumberRange
          label="Year"
          limits={{ min: 1888, max: 2100, step: 1 }}
          from={shown.minYear}
          to={shown.maxYear}
          onChange={(minYear, maxYear) => change({ minYear, maxYear })}
        />
        <OrderField />
      </div>
    </section>
  );
}

function GenreChoice({ isAny, onChange }: { readonly isAny: boolean; readonly onChange: (isAny: boolean) => void }) {
  return (
    <select
      class="field-tool"
      aria-label="Genres match"
      value={isAny ? 'any' : 'all'}
      onChange={({ currentTarget }) => onChange(currentTarget.value === 'any')}
    >
      <option value="all">all of these</option>
      <option value="any">any of these</option>
    </select>
  );
}
