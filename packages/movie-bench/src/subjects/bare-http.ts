// The floor of JSON over HTTP/1.1: node:http and nothing else. Its database has the answers as bytes, by the ids of movies.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const { port, database } = JSON.parse(process.argv[2] ?? '{}') as { port: number; database: string };
const texts: Readonly<Record<string, string>> = JSON.parse(readFileSync(database, 'utf8'));
const answers = new Map(Object.entries(texts).map(([id, text]) => [id, Buffer.from(text)]));

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const { id }: { id: string } = JSON.parse(Buffer.concat(chunks).toString());
    const body = answers.get(id) ?? Buffer.alloc(0);
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
  });
});
server.listen(port, '127.0.0.1', () => console.log('listening'));
