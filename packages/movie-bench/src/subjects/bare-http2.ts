// The floor: node:http2 and nothing else. It prepares the bytes of a gRPC server's answers once, and sends those.
import { readFileSync } from 'node:fs';
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { MovieData, MovieID } from 'movie-proto';

const { port, database } = JSON.parse(process.argv[2] ?? '{}') as { port: number; database: string };
const { movies } = JSON.parse(readFileSync(database, 'utf8')) as { movies: MovieData[] };

const frames = new Map(movies.map((movie) => [movie.id, frame(MovieData.encode(movie).finish())]));
const all = Buffer.concat([...frames.values()]);

function frame(message: Uint8Array): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

function answer(stream: ServerHttp2Stream, body: Buffer): void {
  stream.respond({ ':status': 200, 'content-type': 'application/grpc+proto' }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'grpc-message': 'OK' }));
  stream.end(body);
}

const server = createServer();
server.on('stream', (stream, headers) => {
  stream.on('error', () => {});
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.on('end', () => {
    if (headers[':path'] === '/Movie/GetListMovies') answer(stream, all);
    else answer(stream, frames.get(MovieID.decode(Buffer.concat(chunks).subarray(5)).id) ?? Buffer.alloc(0));
  });
});
server.listen(port, '127.0.0.1', () => console.log('listening'));
