import { expect, test } from '@jest/globals';
import { startNoteServer } from '../testing/start-note-server.js';

test('a host describes its own services, and neither health nor reflection', async () => {
  await using server = await startNoteServer();
  const answer = await fetch(`${server.url}/openapi.json`);
  expect(answer.headers.get('content-type')).toBe('application/json');
  const { info, paths } = JSON.parse(await answer.text());
  expect(info).toMatchObject({ title: 'test.v1.Notes', version: '1' });
  expect(Object.keys(paths)).toEqual(
    ['Get', 'Put', 'Upload', 'Download', 'Chat'].map((name) => `/test.v1.Notes/${name}`),
  );
});

test('everyone who asks at the same time gets the same document, by the name that the host gives it', async () => {
  await using server = await startNoteServer({}, { web: { api: { title: 'Notes', version: '2.1' } } });
  const answers = await Promise.all([1, 2, 3].map(() => fetch(`${server.url}/openapi.json`)));
  const [first, ...others] = await Promise.all(answers.map((answer) => answer.json()));
  expect(first).toMatchObject({ info: { title: 'Notes', version: '2.1' }, paths: { '/test.v1.Notes/Get': {} } });
  for (const other of others) expect(other).toEqual(first);
});

test('the document can only be read', async () => {
  await using server = await startNoteServer();
  expect((await fetch(`${server.url}/openapi.json`, { method: 'POST' })).status).toBe(405);
});
