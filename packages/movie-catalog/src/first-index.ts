/** Where the first item stands for which `isBeyond` is true, or the length. Once true, it must be true for the rest. */
export function firstIndex<T extends object | number>(items: readonly T[], isBeyond: (item: T) => boolean): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item === undefined || isBeyond(item)) high = middle;
    else low = middle + 1;
  }
  return low;
}
