import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MovieService, v1 } from 'movie-proto';
import { checkOpenApi, type JsonProblems } from 'test-kit';
import { type ServerProcess, startServer } from './testing/server-process.js';

const GET_MOVIE = 'movie.v1.MovieService.GetMovie';
const THE_MARTIAN = 'a8034f44-aee4-44cf-b32c-74cf452aaaae';

interface Reference {
  readonly $ref: string;
}

interface Parameter {
  readonly name: string;
  readonly in: 'query' | 'header';
  readonly required?: boolean;
  readonly schema?: { readonly const: string };
}

type Content = Readonly<Record<string, { readonly schema: Reference }>>;

interface Operation {
  readonly operationId: string;
  readonly description: string;
  readonly parameters: readonly (Parameter | Reference)[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly content: Content } | Reference>>;
}

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: object;
    readonly parameters: Readonly<Record<string, Parameter>>;
    readonly responses: Readonly<Record<string, { readonly content: Content }>>;
  };
}

let server: ServerProcess;
let document: Document;
let problems: JsonProblems;

beforeAll(async () => {
  server = await startServer();
  document = JSON.parse(await (await fetch(`http://${server.address}/openapi.json`)).text());
  problems = await checkOpenApi(document);
});

afterAll(() => server[Symbol.asyncDispose]());

/** What a reference leads to among the components of one kind. */
function resolve<Part extends object>(part: Part | Reference, components: Readonly<Record<string, Part>>): Part {
  const found = '$ref' in part ? components[nameIn(part)] : part;
  if (!found) throw new Error(`The document lacks ${JSON.stringify(part)}.`);
  return found;
}

function nameIn({ $ref }: Reference): string {
  return $ref.slice($ref.lastIndexOf('/') + 1);
}

function operationNamed(id: string) {
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [verb, operation] of Object.entries(operations)) {
      if (operation.operationId === id) return { path, verb, operation };
    }
  }
  throw new Error(`The document has no operation ${id}.`);
}

/** Makes a call from nothing but the document, and holds the answer against it. */
async function call(operationId: string, request: object) {
  const { path, verb, operation } = operationNamed(operationId);
  const url = new URL(path, `http://${server.address}`);
  for (const part of operation.parameters) {
    const parameter = resolve(part, document.components.parameters);
    if (parameter.required) url.searchParams.set(parameter.name, parameter.schema?.const ?? JSON.stringify(request));
  }
  const [type] = Object.keys(operation.requestBody?.content ?? {});
  const sent = type === undefined ? {} : { headers: { 'content-type': type }, body: JSON.stringify(request) };
  const answer = await fetch(url, { method: verb.toUpperCase(), ...sent });

  const described = operation.responses[answer.status] ?? operation.responses['default'];
  const { content } = resolve(described ?? { content: {} }, document.components.responses);
  const schema = content[answer.headers.get('content-type') ?? '']?.schema;
  if (!schema) throw new Error(`The document has no answer ${answer.status} of ${answer.headers.get('content-type')}.`);
  const json = await answer.json();
  expect(problems(nameIn(schema), json)).toEqual([]);
  return { status: answer.status, json };
}

test('the document has each call of both services, and its comment from the contract', () => {
  const methods = [MovieService, v1.MovieServiceService].flatMap((service) => Object.values(service));
  // There may be other services.
  const paths = Object.keys(document.paths).filter((path) => /^\/(Movie|movie\.v1\.MovieService)\//.test(path));
  expect(paths.sort()).toEqual(methods.map(({ path }) => path).sort());
  const { operation } = operationNamed(GET_MOVIE);
  expect(operation.description).toBe("Gets a movie by its id. NOT_FOUND if it doesn't exist.");
});

describe.each([GET_MOVIE, `${GET_MOVIE}.get`])('a call that is made from the document, %s,', (operationId) => {
  test('succeeds with what the document describes', async () => {
    const { status, json } = await call(operationId, { id: THE_MARTIAN });
    expect(status).toBe(200);
    expect(json).toMatchObject({ movie: { title: 'The Martian' } });
  });

  test('fails with what the document describes', async () => {
    const { status, json } = await call(operationId, { id: 'nobody' });
    expect(status).toBe(404);
    expect(json).toMatchObject({ code: 'not_found', details: [{ type: 'google.rpc.ErrorInfo' }, {}] });
  });
});
