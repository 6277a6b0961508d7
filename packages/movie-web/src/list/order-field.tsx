import { query, showQuery } from '../address.js';
import type { OrderName } from '../catalog-query.js';

interface Order {
  readonly label: string;
  readonly order: OrderName;
  readonly descending: boolean;
}

const ORDERS: readonly Order[] = [
  { label: 'Newly added first', order: 'added', descending: true },
  { label: 'Newly added last', order: 'added', descending: false },
  { label: 'Title, A to Z', order: 'title', descending: false },
  { label: 'Title, Z to A', order: 'title', descending: true },
  { label: 'Director, A to Z', order: 'director', descending: false },
  { label: 'Director, Z to A', order: 'director', descending: true },
  { label: 'Best rating first', order: 'rating', descending: true },
  { label: 'Worst rating first', order: 'rating', descending: false },
  { label: 'Latest year first', order: 'year', descending: true },
  { label: 'Earliest year first', order: 'year', descending: false },
];

/** The order of the list. */
export function OrderField() {
  const { order, descending, words } = query.value;
  const unordered: Order = {
    label: words.trim() === '' ? 'Catalog order' : 'Best match',
    order: 'match',
    descending: false,
  };
  const orders = [unordered, ...ORDERS];
  const chosen = orders.findIndex((candidate) => candidate.order === order && candidate.descending === descending);
  const choose = (index: number) => {
    const next = orders[index];
    if (next) showQuery({ ...query.value, order: next.order, descending: next.descending });
  };
  return (
    <label class="field">
      <span>Order</span>
      <select value={Math.max(0, chosen)} onChange={({ currentTarget }) => choose(currentTarget.selectedIndex)}>
        {orders.map(({ label }, index) => (
          <option key={label} value={index}>
            {label}
          </option>
        ))}
      </select>
    </label>
  );
}
