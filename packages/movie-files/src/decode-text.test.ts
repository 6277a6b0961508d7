import { expect, test } from '@jest/globals';
import { decodeText } from './decode-text.js';

async function decode(bytes: Buffer, chunkSize: number): Promise<string> {
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunkSize) yield bytes.subarray(start, start + chunkSize);
  }
  let text = '';
  for await (const chunk of decodeText(chunks())) text += chunk;
  return text;
}

const SIZES = [1, 2, 3, 5, 64];
const TEXT = 'é🎬\r\n千"\n';

test.each(SIZES)('text is decoded without its byte order mark, in chunks of %d bytes', async (size) => {
  for (const text of ['', 'a', 'é', TEXT]) {
    expect(await decode(Buffer.from(text), size)).toBe(text);
    const marked = `\ufeff${text}`;
    expect(await decode(Buffer.from(marked), size)).toBe(text);
    expect(await decode(Buffer.from(marked, 'utf16le'), size)).toBe(text);
    expect(await decode(Buffer.from(marked, 'utf16le').swap16(), size)).toBe(text);
  }
});

const LATIN1 = Buffer.from('\xe9', 'latin1');

test.each([
  ['line 1, column 1', Buffer.concat([LATIN1, Buffer.from('abc')])],
  ['line 3, column 4', Buffer.concat([Buffer.from(`${TEXT}é🎬`), LATIN1, Buffer.from('lie\né')])],
  ['line 1, column 3', Buffer.concat([Buffer.from('🎬'), LATIN1])],
  ['line 1, column 2', Buffer.concat([Buffer.from('a'), Buffer.from('🎬').subarray(0, 3)])],
  ['line 1, column 2', Buffer.concat([Buffer.from('a'), Buffer.from('🎬').subarray(0, 3), Buffer.from('bcdef')])],
])('what is not UTF-8 is reported at %s', async (place, bytes) => {
  for (const size of SIZES) {
    const problem = `The file is not UTF-8: see ${place}. Save it as UTF-8 and try again.`;
    await expect(decode(bytes, size)).rejects.toThrow(problem);
  }
});

test('what is not UTF-16 is reported by its line', async () => {
  const bytes = Buffer.from('\ufeffa\nb', 'utf16le').subarray(0, -1);
  await expect(decode(bytes, 3)).rejects.toThrow(/not UTF-16.*see line 2/);
});
