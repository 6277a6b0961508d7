import { type OnBytes, RawConnection } from './raw-connection.js';
import type { Subject } from './subject.js';

/** What a load cost. */
export interface LoadResult {
  /** The server's CPU time for each unit of work, in microseconds. */
  readonly cpuPerUnit: number;
  /** How many cores the server used, and how many this process used to make the load: 0.25 is a quarter of one. */
  readonly serverBusy: number;
  readonly loaderBusy: number;
}

/** Measures what work costs a server. */
export async function measure(subject: Subject, units: number, work: () => Promise<void>): Promise<LoadResult> {
  const ownBefore = process.cpuUsage();
  const cpuBefore = subject.cpu();
  const startedAt = performance.now();
  await work();
  const wall = (performance.now() - startedAt) * 1000;
  const cpu = subject.cpu() - cpuBefore;
  const own = process.cpuUsage(ownBefore);
  return { cpuPerUnit: cpu / units, serverBusy: cpu / wall, loaderBusy: (own.user + own.system) / wall };
}

/** Calls to one method, spread over connections, with a constant number in progress. */
export interface CallLoad {
  readonly path: string;
  readonly calls: number;
  readonly connections: number;
  /** Calls in progress on each connection. */
  readonly concurrency: number;
  /** The request of the call with this number. */
  request(index: number): Uint8Array;
  /** The length of its response with frames. A response of another length ends the benchmark. */
  responseLength(index: number): number;
}

/** Makes the calls. @throws Error if one fails */
export async function makeCalls(port: number, load: CallLoad): Promise<void> {
  let next = 0;
  const worker = async (connection: RawConnection) => {
    for (let index = next++; index < load.calls; index = next++) {
      let length = 0;
      await connection.call(load.request(index), (chunk) => {
        length += chunk.length;
      });
      const wanted = load.responseLength(index);
      if (length !== wanted) throw new Error(`${load.path} answered ${length} bytes instead of ${wanted}.`);
    }
  };
  const opened = Array.from({ length: load.connections }, () => RawConnection.open(port, load.path));
  const connections = await Promise.all(opened);
  try {
    await Promise.all(
      connections.flatMap((connection) => Array.from({ length: load.concurrency }, () => worker(connection))),
    );
  } finally {
    for (const connection of connections) connection.close();
  }
}

/** All bytes of one call's response. */
export async function responseOf(port: number, path: string, request: Uint8Array): Promise<Buffer> {
  const connection = await RawConnection.open(port, path);
  const chunks: Buffer[] = [];
  const keep: OnBytes = (chunk) => chunks.push(Buffer.from(chunk));
  await connection.call(request, keep);
  connection.close();
  return Buffer.concat(chunks);
}

/** Makes one call. @throws Error if nothing is answered */
export async function expectAnswer(connection: RawConnection, request: Uint8Array): Promise<void> {
  let answered = 0;
  await connection.call(request, (chunk) => {
    answered += chunk.length;
  });
  if (answered === 0) throw new Error('The call failed.');
}
