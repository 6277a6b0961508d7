import { getHeapSpaceStatistics } from 'node:v8';
import { expect, test } from '@jest/globals';
import { collectGarbage } from './collect-garbage.js';

const MIB = 2 ** 20;

test('what nobody uses is freed at once, however old it is, and nothing stays in the young generation', () => {
  const used = usedWithGarbage();
  collectGarbage();
  expect(used - process.memoryUsage().heapUsed).toBeGreaterThan(15 * MIB);
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space');
  expect(young?.space_used_size).toBeLessThan(MIB);
});

/** The memory in use when there is much that is no longer used once this returns. */
function usedWithGarbage(): number {
  const garbage = Array.from({ length: 500_000 }, (_, index) => ({ index }));
  const used = process.memoryUsage().heapUsed;
  return garbage.length > 0 ? used : 0;
}
