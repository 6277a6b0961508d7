import type { ClientWritableStream } from '@grpc/grpc-js';

/** The side of a call that takes requests; grpc-js's types for it differ by the kind of call. */
export type RequestWriter<Request> = Pick<ClientWritableStream<Request>, 'write' | 'end' | 'on' | 'off'>;

/**
 * Sends requests as fast as the server reads them, until the call ends.
 *
 * @param hasEnded whether the call has ended
 * @throws what `requests` throws
 */
export async function sendRequests<Request>(
  call: RequestWriter<Request>,
  requests: AsyncIterable<Request> | Iterable<Request>,
  hasEnded: () => boolean,
): Promise<void> {
  for await (const request of requests) {
    if (hasEnded()) return;
    if (!call.write(request)) await drained(call);
  }
  if (!hasEnded()) call.end();
}

/** Waits for room for more requests or for the end of the call, after which there is no `drain` event. */
function drained(call: Pick<RequestWriter<never>, 'on' | 'off'>): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      call.off('drain', done);
      call.off('status', done);
      resolve();
    };
    call.on('drain', done);
    call.on('status', done);
  });
}
