import { useSignal } from '@preact/signals';
import { query, showQuery } from '../address.js';
import { type CatalogQuery, EVERYTHING, hasFilters } from '../catalog-query.js';
import { Icon } from '../shell/icons.js';
import { TextList } from '../shell/text-list.js';
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
    <section class="filter-bar" aria-label="Filters and order">
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
          <span>
            Director <span class="hint">full name</span>
          </span>
          <input
            type="text"
            autocomplete="off"
            value={shown.director}
            onChange={({ currentTarget }) => change({ director: currentTarget.value.trim() })}
          />
        </label>
        <TextList label="Genres" values={shown.genres} onChange={(genres) => change({ genres })} />
        <NumberRange
          label="Rating"
          limits={{ min: 0, max: 10, step: 0.1 }}
          from={shown.minRating}
          to={shown.maxRating}
          onChange={(minRating, maxRating) => change({ minRating, maxRating })}
        />
        <NumberRange
          label="Year"
          limits={{ min: 1888, max: 2100, step: 1 }}
          from={shown.minYear}
          to={shown.maxYear}
          onChange={(minYear, maxYear) => change({ minYear, maxYear })}
        />
        <OrderField />
        {isFiltered && (
          <button
            type="button"
            class="button is-quiet"
            onClick={() => {
              const { words, order, descending } = query.value;
              showQuery({ ...EVERYTHING, words, order, descending });
            }}
          >
            Clear filters
          </button>
        )}
      </div>
    </section>
  );
}
