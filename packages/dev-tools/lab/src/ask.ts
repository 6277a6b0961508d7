import { credentials } from '@grpc/grpc-js';
import { MovieClient } from './gen/movie.js';

const client = new MovieClient(`127.0.0.1:${process.argv[2]}`, credentials.createInsecure());
client.getMovieById({ id: '1' }, (error, movie) => {
  console.log(error ? error.message : movie);
  client.close();
});
