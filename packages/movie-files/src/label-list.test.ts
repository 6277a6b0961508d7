import { expect, test } from '@jest/globals';
import { formatLabels, parseLabels } from './label-list.js';

test.each([
  ['', {}],
  ['watched=2024-01-02; shelf=B 2', { watched: '2024-01-02', shelf: 'B 2' }],
  ['file=C:\\films\\up.mkv; size=5"; sum=1+1=2', { file: 'C:\\films\\up.mkv', size: '5"', sum: '1+1=2' }],
  ['note="Ann said ""yes""; Bo didn\'t"; empty=', { note: 'Ann said "yes"; Bo didn\'t', empty: '' }],
  [
    'note="""Up"" again"; edges=" a "; lines=a\n\nb; last="\n"',
    { note: '"Up" again', edges: ' a ', lines: 'a\n\nb', last: '\n' },
  ],
  ['Где=там; 棚=二', { Где: 'там', 棚: '二' }],
  ['"a=b"=c; " d;"=e; __proto__=f', { 'a=b': 'c', ' d;': 'e', ['__proto__']: 'f' }],
])('%j is written and read', (text, labels) => {
  expect(parseLabels(text)).toEqual(labels);
  expect(formatLabels(labels)).toBe(text);
});

test.each([
  [' shelf = B 2 ;\n;seen="yes" ; ', { shelf: 'B 2', seen: 'yes' }],
  ['a=1;b=2', { a: '1', b: '2' }],
  [' ; ', {}],
])('%j is read as people type it', (text, labels) => {
  expect(parseLabels(text)).toEqual(labels);
});

test.each(['seen', 'seen; shelf=B', '=B', '""=B', 'a=1; a=2', 'a="b', 'a="b" c', '"a" b=c', '"a', 'a=b; "c"'])(
  '%j is not labels',
  (text) => {
    expect(parseLabels(text)).toBeUndefined();
  },
);

test('a long text that is not labels is refused in time', () => {
  const before = process.cpuUsage();
  for (const part of [' ', '"', '""', '=', 'a=" ', '"a"']) parseLabels(part.repeat(2 ** 20 / part.length));
  // In microseconds, which a busy machine doesn't add to. It takes 0.1 s; trying each of its places would take hours.
  expect(process.cpuUsage(before).user).toBeLessThan(2e6);
});
