import { describe, expect, test } from '@jest/globals';
import { MovieCatalog } from './catalog.js';
import { foldText } from './fold-text.js';
import { MemoryStore } from './memory/memory-store.js';
import { sampleMovie } from './testing/sample-movie.js';

/**
 * How many times as long work takes as other work, when the machine does little else: the shortest time of each, of many
 * runs in turns.
 */
async function timesAs(
  work: () => Promise<unknown> | unknown,
  other: () => Promise<unknown> | unknown,
): Promise<number> {
  const shortest = { work: Infinity, other: Infinity };
  for (let run = 0; run < 20; run++) {
    shortest.work = Math.min(shortest.work, await timeOf(work));
    shortest.other = Math.min(shortest.other, await timeOf(other));
  }
  return shortest.work / shortest.other;
}

/** In milliseconds. */
async function timeOf(work: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A catalog that counts how often a title is read. */
async function openCounting(movies: number) {
  const reads = { count: 0 };
  const counting = Array.from({ length: movies }, (_, index) => ({
    ...sampleMovie(`${index}`),
    get title() {
      reads.count++;
      return `Title ${index}`;
    },
  }));
  return { catalog: await MovieCatalog.open(new MemoryStore(counting)), reads };
}

function openWith(titles: readonly string[]): Promise<MovieCatalog> {
  return MovieCatalog.open(new MemoryStore(titles.map((title, index) => sampleMovie(`${index}`, { title }))));
}

async function titles(catalog: MovieCatalog, words: string): Promise<string[]> {
  return (await catalog.search(words, { limit: 100 })).found.map(({ movie }) => movie.title);
}

describe('a write', () => {
  test('that looks at all of 100,000 movies costs little more than a walk through them', async () => {
    const catalog = await openWith(Array.from({ length: 100_000 }, (_, index) => `Title ${index}`));
    const look = () => catalog.write(({ values }) => ({ changes: [], result: countOf(values()) }));
    expect((await look()).result).toBe(100_000);
    expect(await timesAs(look, () => countOf(catalog.walk()))).toBeLessThan(4);
  });
});

function countOf(movies: Iterable<unknown>): number {
  let count = 0;
  for (const _ of movies) count++;
  return count;
}

describe('a search', () => {
  test('for the same short word again and again costs no more than for it once', async () => {
    const catalog = await openWith(Array.from({ length: 1_000 }, (_, index) => `M${index} mission d${index}`));
    await catalog.search('build the index', { limit: 1 });
    const once = () => catalog.search('mission m d', { limit: 10 });
    const often = () => catalog.search(`mission ${'m d '.repeat(60)}`, { limit: 10 });
    expect(await timesAs(often, once)).toBeLessThan(3);
  });

  test('for a letter finds the word, and beginnings only beside another word', async () => {
    const catalog = await openWith(['M', 'Mission', 'Mission Dawn', '千と千尋の神隠し']);
    expect(await titles(catalog, 'm')).toEqual(['M']);
    expect(await titles(catalog, 'd mission')).toEqual(['Mission Dawn']);
    expect(await titles(catalog, 'm d')).toEqual(['M']);
    expect(await titles(catalog, '千')).toEqual(['千と千尋の神隠し']);
  });

  test('looks for the first 16 different words of a query', async () => {
    const words = Array.from({ length: 17 }, (_, index) => `word${String.fromCharCode(97 + index)}x`);
    const catalog = await openWith([words.slice(0, 16).join(' ')]);
    expect(await titles(catalog, words.join(' '))).toHaveLength(1);
    const { found, droppedWords } = await catalog.search(['else', ...words].join(' '), { limit: 10 });
    expect([found.length, droppedWords]).toEqual([1, ['else', ...words.slice(15)]]);
  });

  test('knows the first 32 words of a title, and the first 64 letters of a word', async () => {
    const words = Array.from({ length: 33 }, (_, index) => `${100 + index}`);
    const catalog = await openWith([words.join(' '), 'x'.repeat(100)]);
    expect(await titles(catalog, '131')).toHaveLength(1);
    expect(await titles(catalog, '132')).toHaveLength(0);
    expect(await titles(catalog, 'x'.repeat(80))).toHaveLength(1);
  });

  test('counts only words of a title that begins with punctuation', async () => {
    const words = Array.from({ length: 33 }, (_, index) => `${100 + index}`);
    const catalog = await openWith([`...${words.join(' ')}`]);
    expect(await titles(catalog, '131')).toHaveLength(1);
    expect(await titles(catalog, '132')).toHaveLength(0);
  });

  test('stops when its caller leaves, and lets others run meanwhile', async () => {
    const words = Array.from({ length: 16 }, (_, index) => `w${String.fromCharCode(97 + index)}`).join(' ');
    const catalog = await openWith(Array(15_000).fill(words));
    await catalog.search('build the index', { limit: 1 });
    const controller = new AbortController();
    const search = catalog.search(words, { limit: 10 }, { signal: controller.signal });
    setImmediate(() => controller.abort(new Error('left')));
    await expect(search).rejects.toThrow('left');
    expect(await titles(catalog, 'wa')).toHaveLength(100);
  });

  test('sees a change whole, and another waits until it ends', async () => {
    const words = Array.from({ length: 16 }, (_, index) => `w${String.fromCharCode(97 + index)}`).join(' ');
    const catalog = await openWith(Array(5_000).fill(words));
    await catalog.search('build the index', { limit: 1 });
    const search = catalog.search(words, { limit: 10_000 });
    const after = sampleMovie('0', { title: 'Else' });
    await catalog.write(() => ({
      changes: [
        { id: '0', after },
        { id: '1', after: undefined },
      ],
      result: undefined,
    }));
    expect((await search).found).toHaveLength(4_998);
    expect(await titles(catalog, 'else')).toEqual(['Else']);
  });
});

describe('a list', () => {
  const order = { by: 'id', descending: false } as const;

  test('that nobody waits for is not looked up', async () => {
    const { catalog, reads } = await openCounting(500);
    await catalog.list({ order, pageSize: 1 });
    reads.count = 0;
    const controllers = Array.from({ length: 200 }, () => new AbortController());
    const lists = controllers.map(({ signal }, index) =>
      catalog.list({ filter: { titleContains: `${index}` }, order, pageSize: 1 }, { signal }),
    );
    setImmediate(() => {
      for (const controller of controllers) controller.abort(new Error('left'));
    });
    const ends = await Promise.allSettled(lists);
    expect(ends.filter(({ status }) => status === 'rejected').length).toBeGreaterThanOrEqual(199);
    // The first may have been looked up before its caller left.
    expect(reads.count).toBeLessThanOrEqual(500);
  });

  test('that many ask for is looked up once', async () => {
    const { catalog, reads } = await openCounting(2_000);
    await catalog.list({ order, pageSize: 1 });
    reads.count = 0;
    const query = { filter: { titleContains: '77' }, order, pageSize: 1 };
    await Promise.all(Array.from({ length: 300 }, () => catalog.list(query)));
    expect(reads.count).toBe(2_000);
  });
});

test('a text of thousands of marks is folded as fast as any other', async () => {
  const marked = `e${'\u0301\u0323'.repeat(4_000)}`;
  const plain = '千'.repeat(marked.length);
  expect(foldText(marked)).toBe('e');
  const times = await timesAs(
    () => foldText(marked),
    () => foldText(plain),
  );
  expect(times).toBeLessThan(10);
});
