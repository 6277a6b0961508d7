import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { status } from '@grpc/grpc-js';
import { describe, expect, test } from '@jest/globals';
import { MovieService, v1 } from 'movie-proto';
import { ask, failure } from 'test-kit';
import { startServer } from '../testing/start-server.js';

const { createMovie, listMovies, updateMovie } = v1.MovieServiceService;
const { getMovieById } = MovieService;

/** Half a million empty values of a field. */
const emptyValues = (field: number) => Buffer.alloc(1_000_000, Buffer.from([(field << 3) | 2, 0]));

/** A field that holds a message. */
const holding = (field: number, message: Uint8Array) => new BinaryWriter().tag(field, 2).bytes(message).finish();

describe('a request of half a million parts is refused before they are read to the end:', () => {
  // What comes last can't be decoded, so only who doesn't get there answers with another reason.
  const UNREADABLE = Buffer.from([0x07]);

  test.each([
    ['paths of a mask', updateMovie, holding(2, emptyValues(1))],
    ['genres of a movie', createMovie, holding(1, emptyValues(6))],
    ['genres of a filter', listMovies, holding(3, emptyValues(3))],
    ['the same field again and again', createMovie, emptyValues(1)],
    ['the same id again and again', getMovieById, emptyValues(1)],
    ['fields that the contract does not have', createMovie, emptyValues(15)],
  ] as const)('%s', async (_, method, message) => {
    await using server = await startServer();
    const bytes = Buffer.concat([message, UNREADABLE]);
    const nothing = () => undefined;
    const codecs = { requestDeserialize: nothing, responseSerialize: () => bytes, responseDeserialize: nothing };
    const sendRaw = { ...method, ...codecs, requestSerialize: () => bytes };
    expect(await failure(ask(server.client, sendRaw, undefined))).toMatchObject({
      code: status.INVALID_ARGUMENT,
      reason: 'TOO_MANY_FIELDS',
    });
  });
});
