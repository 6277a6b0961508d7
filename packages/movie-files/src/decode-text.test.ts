import { expect, test } from '@jest/globals';
import { decodeText } from './decode-text.js';
import { EncodingError, FormatError } from './format-error.js';

async function decode(bytes: Buffer, chunkSize: number, encoding?: string): Promise<string> {
  async function* chunks() {
    for (let start = 0; start < bytes.length; start += chunkSize) yield bytes.subarray(start, start + chunkSize);
  }
  let text = '';
  for await (const chunk of decodeText(chunks(), encoding)) text += chunk;
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
    const error: unknown = await decode(bytes, size).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(EncodingError);
    const message =
      `The file is not UTF-8: see ${place}. ` +
      'Save it as UTF-8 and try again; in Excel, that is the file type "CSV UTF-8".';
    expect(error).toMatchObject({ message });
  }
});

test('what is not UTF-16 is reported by its line', async () => {
  const bytes = Buffer.from('\ufeffa\nb', 'utf16le').subarray(0, -1);
  await expect(decode(bytes, 3)).rejects.toThrow(/not UTF-16.*see line 2/);
});

test.each([
  'id,title\r\n1,é\r\n',
  '{"movies":[]}',
  // Few of its bytes are zeros.
  `${'Название фильма;Режиссёр и сценарист;Год\r\n'.repeat(8)}千と千尋`,
])('UTF-16 is found without a byte order mark: %j', async (text) => {
  for (const size of SIZES) {
    expect(await decode(Buffer.from(text, 'utf16le'), size)).toBe(text);
    expect(await decode(Buffer.from(text, 'utf16le').swap16(), size)).toBe(text);
    expect(await decode(Buffer.from(text), size)).toBe(text);
  }
});

test('a zero byte in a text of UTF-8 does not make it UTF-16', async () => {
  const text = `id,title,director\n1,a\0b,${'x'.repeat(30)}\n`;
  expect(await decode(Buffer.from(text), 64)).toBe(text);
});

test('text is read in the encoding that is named, whatever its beginning looks like', async () => {
  const inWindows = Buffer.concat([
    Buffer.from([0xff, 0xfe]),
    Buffer.from('Am\xe9lie \x80 \x92\x93\x9f\x81', 'latin1'),
  ]);
  for (const size of SIZES) expect(await decode(inWindows, size, 'windows-1252')).toBe('ÿþAmélie € ’“Ÿ\u0081');
  const long = 'é'.repeat(10_000);
  expect(await decode(Buffer.from(long, 'latin1'), 30_000, 'windows-1252')).toBe(long);
  const chinese = '千尋'.repeat(200);
  expect(await decode(Buffer.from(chinese, 'utf16le'), 64, 'utf-16le')).toBe(chinese);
  expect(await decode(Buffer.from(`\ufeff${chinese}`, 'utf16le').swap16(), 64, 'utf-16be')).toBe(chinese);
  await expect(decode(Buffer.from('é'.repeat(200), 'utf16le'), 64, 'utf-8')).rejects.toThrow(/not UTF-8/);
});

test.each([
  ['GBK', 'c7a7d3ebc7a7d1b0', '千与千寻'],
  ['big5', 'a464bb50a464b44d', '千與千尋'],
  ['Shift_JIS', '90e790710a', '千尋\n'],
  ['euc-kr', 'b1e2bbfdc3e6', '기생충'],
  ['windows-1251', 'd1f2e0ebeae5f0', 'Сталкер'],
  ['latin1', '416de96c696592', 'Amélie’'],
])('text in %s is read', async (encoding, hex, text) => {
  for (const size of SIZES) expect(await decode(Buffer.from(hex, 'hex'), size, encoding)).toBe(text);
});

test('what is not in the encoding that is named is reported by its line', async () => {
  const bytes = Buffer.from('a\nb\nc\x81 d\n', 'latin1');
  for (const size of SIZES)
    await expect(decode(bytes, size, 'gbk')).rejects.toThrow('The file is not GBK: see line 3. ');
});

test.each([
  ['ZIP, such as .xlsx', '504b0304'],
  ['OLE, such as .xls', 'd0cf11e0'],
])('a file of %s is refused as a workbook, whatever encoding is named', async (_, signature) => {
  const bytes = Buffer.concat([Buffer.from(signature, 'hex'), Buffer.alloc(300)]);
  for (const encoding of [undefined, 'windows-1252', 'utf-8']) {
    const error: unknown = await decode(bytes, 2, encoding).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(FormatError);
    expect(error).not.toBeInstanceOf(EncodingError);
    expect(error).toMatchObject({ message: expect.stringMatching(/a workbook.* as CSV/) });
  }
});
