import { expect, test } from '@jest/globals';
import { NumberBlocks } from './number-blocks.js';

/** Fills a block with its own name. */
function mark(blocks: NumberBlocks, block: number, exponent: number): void {
  const start = blocks.startOf(block);
  blocks.numbersOf(block).fill(block, start, start + 2 ** exponent);
}

test('blocks of all sizes have room of their own, also in what was freed', () => {
  const blocks = new NumberBlocks();
  const exponents = Array.from({ length: 300 }, (_, index) => (index * 7) % 15);
  const takeAll = () => exponents.map((exponent) => ({ block: blocks.take(exponent), exponent }));
  const first = takeAll();
  for (const { block, exponent } of first.filter((_, index) => index % 2 === 0)) blocks.free(block, exponent);
  const taken = [...first.filter((_, index) => index % 2 === 1), ...takeAll()];
  for (const { block, exponent } of taken) mark(blocks, block, exponent);
  for (const { block, exponent } of taken) {
    const start = blocks.startOf(block);
    const numbers = blocks.numbersOf(block).subarray(start, start + 2 ** exponent);
    expect(numbers).toHaveLength(2 ** exponent);
    expect(numbers.every((number) => number === block)).toBe(true);
  }
});

test('smaller blocks take the room of a large one that is free', () => {
  const blocks = new NumberBlocks();
  const large = blocks.take(15);
  blocks.free(large, 15);
  const small = Array.from({ length: 2 ** 10 }, () => blocks.take(5)).sort((a, b) => a - b);
  expect(small).toEqual(Array.from({ length: 2 ** 10 }, (_, index) => large + index * 32));
});
