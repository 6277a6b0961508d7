import { query, showQuery } from '../address.js';
import type { OrderName } from '../catalog-query.js';
import { Icon } from '../shell/icons.js';

/** The names of the columns. Those that the catalog can order by are buttons. */
export function TableHead() {
  return (
    <div class="table-head" role="rowgroup">
      <div class="row-head" role="row" aria-rowindex={1}>
        <Column label="Title" order="title" />
        <Column label="Director" order="director" />
        <Column label="Year" order="year" />
        <Column label="Genres" />
        <Column label="Rating" order="rating" />
      </div>
    </div>
  );
}

interface ColumnProps {
  readonly label: string;
  readonly order?: OrderName;
}

function Column({ label, order }: ColumnProps) {
  const className = `cell-${label.toLowerCase()}`;
  if (!order) {
    return (
      <div role="columnheader" class={className}>
        {label}
      </div>
    );
  }
  const { order: current, descending } = query.value;
  const isOrdered = current === order;
  const sort = isOrdered ? (descending ? 'descending' : 'ascending') : 'none';
  // People look for the best and the newest first, and for names from A.
  const next = isOrdered ? !descending : order === 'rating' || order === 'year';
  return (
    <div role="columnheader" class={className} aria-sort={sort}>
      <button type="button" onClick={() => showQuery({ ...query.value, order, descending: next })}>
        {label}
        {isOrdered && <Icon name={descending ? 'down' : 'up'} />}
      </button>
    </div>
  );
}
