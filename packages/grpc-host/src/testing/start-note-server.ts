import type { Client } from '@grpc/grpc-js';
import { connect, RecordedLog } from 'test-kit';
import { boundRequests } from '../bounded-requests.js';
import { type Host, type HostOptions, startHost } from '../host.js';
import { defineService, type Handlers, type ServiceOptions } from '../service.js';
import { NOTE_DESCRIPTORS, type Note, Notes } from './note-service.js';

/** A host of `Notes` with a web, and a client of gRPC. `await using` ends both. */
export interface NoteServer extends Host {
  readonly client: Client;
  readonly log: RecordedLog;
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Calls a method with JSON, as anyone would. */
  call(method: string, request: unknown, init?: RequestInit): Promise<Response>;
}

export type NoteServerOptions = Omit<HostOptions, 'services' | 'descriptors' | 'log'> &
  Pick<ServiceOptions<typeof Notes>, 'longLived'>;

/** By default a note comes back as it is. */
const ECHO: Handlers<typeof Notes> = {
  get: (note) => note,
  put: (note) => note,
  async upload(notes) {
    const texts: string[] = [];
    for await (const { text } of notes) texts.push(text);
    return { text: texts.join(' ') };
  },
  *download({ text }) {
    for (const word of text.split(' ')) yield { text: word };
  },
  async *chat(notes): AsyncGenerator<Note> {
    yield* notes;
  },
};

/** Serves `Notes` by these handlers on a free port of this machine. */
export async function startNoteServer(
  handlers: Partial<Handlers<typeof Notes>> = {},
  { longLived = [], ...options }: NoteServerOptions = {},
): Promise<NoteServer> {
  const log = new RecordedLog();
  const services = [defineService(boundRequests(Notes), { ...ECHO, ...handlers }, { longLived })];
  const given = { host: '127.0.0.1', web: {}, ...options };
  const host = await startHost({ ...given, services, descriptors: NOTE_DESCRIPTORS, log: log.logger });
  const client = connect(host.address);
  const url = `http://127.0.0.1:${host.port}`;
  const call = (method: string, request: unknown, init: RequestInit = {}) => {
    const headers = { 'content-type': 'application/json', ...init.headers };
    const body = JSON.stringify(request);
    return fetch(`${url}/test.v1.Notes/${method}`, { method: 'POST', body, ...init, headers });
  };
  const end = () => {
    client.close();
    return host.close(0);
  };
  return { ...host, client, log, url, call, [Symbol.asyncDispose]: end };
}
