import { describe, expect, test } from '@jest/globals';
import { Empty, MovieData, MovieID, MovieService } from './index.js';

const THE_MARTIAN = { title: 'The Martian', rating: 8.2, director: 'Ridley Scott', id: 'a8' };
// Field 1 a string of 11 bytes, field 2 a float, field 3 a string of 12 bytes, field 4 a string of 2 bytes.
const THE_MARTIAN_HEX = `${'0a0b'}546865204d61727469616e${'15'}33330341${'1a0c'}5269646c65792053636f7474${'2202'}6138`;

describe("the tutorial's contract on the wire", () => {
  test('has these paths and directions', () => {
    expect(MovieService).toMatchObject({
      getMovieById: { path: '/Movie/GetMovieByID', requestStream: false, responseStream: false },
      getListMovies: { path: '/Movie/GetListMovies', requestStream: false, responseStream: true },
    });
  });

  test('a MovieID is these bytes, both ways', () => {
    expect(hex(MovieService.getMovieById.requestSerialize({ id: 'a8' }))).toBe('0a026138');
    expect(MovieService.getMovieById.requestDeserialize(bytes('0a026138'))).toEqual({ id: 'a8' });
  });

  test('a MovieData is these bytes, both ways', () => {
    expect(hex(MovieService.getMovieById.responseSerialize(THE_MARTIAN))).toBe(THE_MARTIAN_HEX);
    const movie = MovieService.getMovieById.responseDeserialize(bytes(THE_MARTIAN_HEX));
    expect(movie).toEqual({ ...THE_MARTIAN, rating: 8.199999809265137 });
  });

  test('both calls answer the same message', () => {
    expect(hex(MovieService.getListMovies.responseSerialize(THE_MARTIAN))).toBe(THE_MARTIAN_HEX);
  });

  test('Empty is no bytes, both ways', () => {
    expect(hex(MovieService.getListMovies.requestSerialize({}))).toBe('');
    expect(Empty.decode(bytes(''))).toEqual({});
  });

  test('a field that is not set takes no bytes and reads as its zero', () => {
    expect(hex(MovieData.encode({ title: '', rating: 0, director: '', id: '' }).finish())).toBe('');
    expect(MovieData.decode(bytes(''))).toEqual({ title: '', rating: 0, director: '', id: '' });
  });

  test('a text is its UTF-8', () => {
    expect(hex(MovieID.encode({ id: 'é🎬' }).finish())).toBe('0a06c3a9f09f8eac');
  });

  test('a field that a later contract adds is passed over', () => {
    expect(MovieID.decode(bytes('0a026138' + '7a0568656c6c6f'))).toEqual({ id: 'a8' });
  });
});

function hex(message: Uint8Array): string {
  return Buffer.from(message).toString('hex');
}

function bytes(text: string): Buffer {
  return Buffer.from(text, 'hex');
}
