import { expect, test } from '@jest/globals';
import { sampleMovie } from 'movie-catalog/testing';
import { v1 } from 'movie-proto';
import { connect } from 'test-kit';
import { movieCalls } from '../testing/movie-calls.js';
import { startServer } from '../testing/start-server.js';

const MOVIES = Array.from({ length: 3_000 }, (_, index) => sampleMovie(`${index}`, { title: `Ünïcode ${index}` }));

test('a caller with many lists holds up none with one', async () => {
  await using server = await startServer({ movies: MOVIES });
  using other = connect(server.address);
  const [many, one] = [movieCalls(server.client), movieCalls(other)];
  await Promise.all([many.list(), one.list()]);
  let answered = 0;
  const lists = Array.from({ length: 100 }, async (_, index) => {
    await many.list({ filter: { titleContains: `${index} ` } });
    answered++;
  });
  await Promise.race(lists);
  await one.list({ filter: { titleContains: 'other' } });
  expect(answered).toBeLessThan(50);
  await Promise.all(lists);
});

test('a list whose caller has left is not looked up', async () => {
  await using server = await startServer({ movies: MOVIES });
  const { client, log } = server;
  const { list } = movieCalls(client);
  await list();
  const { path, requestSerialize, responseDeserialize } = v1.MovieServiceService.listMovies;
  const calls = Array.from({ length: 90 }, (_, index) => {
    const request = v1.ListMoviesRequest.create({ filter: { titleContains: `${index} ` } });
    return client.makeUnaryRequest(path, requestSerialize, responseDeserialize, request, () => {});
  });
  // On the same connection, so the server has all of them when it answers; an order without a filter isn't looked up.
  await list();
  for (const call of calls) call.cancel();
  await log.line('ListMovies CANCELLED');
  const before = process.cpuUsage();
  await list({ filter: { titleContains: 'other' } });
  expect(process.cpuUsage(before).user / 1e6).toBeLessThan(0.3);
  expect(log.lines.events.filter(({ level }) => level >= 50)).toEqual([]);
});
