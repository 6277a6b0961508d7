import { Server, ServerCredentials, status } from '@grpc/grpc-js';
import { type MovieServer, MovieService } from './gen/movie.js';

const MARTIAN = { id: '1', title: 'The Martian', rating: 8.2, director: 'Ridley Scott' };

// Its type is made from the contract: a call that is missing here doesn't compile.
const movies: MovieServer = {
  getMovieById({ request: { id } }, answer) {
    if (id === MARTIAN.id) answer(null, MARTIAN);
    else answer({ code: status.NOT_FOUND, details: `No movie has the id ${id}.` });
  },
};

const server = new Server();
server.addService(MovieService, movies);
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`listening on ${port}`);
});
