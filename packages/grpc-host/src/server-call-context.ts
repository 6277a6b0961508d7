import { Metadata } from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { CallLog } from './call-context.js';
import { type CallHeaders, headersOf } from './call-headers.js';
import type { Endpoint, ObservedCall } from './call-observer.js';
import type { CallTransport, Protocol } from './call-transport.js';
import { formatAddress, withoutMapping } from './listener/address.js';
import type { TrustedProxies } from './listener/trusted-proxies.js';
import { requestIdOf } from './request-id.js';
import { RequestLog } from './request-log.js';
import type { Method } from './service.js';

/**
 * What handlers, guards and observers see of a call. It is the base of `ServerCall` instead of an object beside it, and
 * makes each part only for those who ask: most calls answer at once and need none of them.
 */
export class ServerCallContext implements ObservedCall {
  readonly method: Method;
  readonly path: string;
  protected readonly transport: CallTransport;
  readonly #log: Logger;
  readonly #proxies: TrustedProxies | undefined;
  #headers: CallHeaders | undefined;
  #requestId: string | undefined;
  #abort: AbortController | undefined;
  #aborted = false;

  constructor(
    method: Method,
    path: string,
    transport: CallTransport,
    log: Logger,
    proxies: TrustedProxies | undefined,
  ) {
    this.method = method;
    this.path = path;
    this.transport = transport;
    this.#log = log;
    this.#proxies = proxies;
  }

  get metadata(): Metadata {
    return this.headers.metadata;
  }

  get headers(): CallHeaders {
    this.#headers ??= headersOf(new Metadata());
    return this.#headers;
  }

  get deadline(): number {
    return Number(this.transport.getDeadline());
  }

  get protocol(): Protocol {
    return this.transport.protocol ?? 'grpc';
  }

  get peer(): string {
    const { forwardedFor, remote } = this;
    if (forwardedFor !== undefined) return forwardedFor;
    return remote ? formatAddress(remote.address, remote.port) : 'unix:';
  }

  // Not getPeer(), which no longer knows once the caller has left.
  get remote(): Endpoint | undefined {
    const { remoteAddress, remotePort = 0 } = this.transport.getConnectionInfo();
    return remoteAddress === undefined ? undefined : { address: withoutMapping(remoteAddress), port: remotePort };
  }

  get forwardedFor(): string | undefined {
    return this.#proxies?.callerOf(this.remote?.address, this.metadata.get('x-forwarded-for').map(String));
  }

  get requestId(): string {
    this.#requestId ??= requestIdOf(this.headers.requestId);
    return this.#requestId;
  }

  get log(): CallLog {
    return new RequestLog(this.#log, this.requestId);
  }

  get signal(): AbortSignal {
    this.#abort ??= new AbortController();
    if (this.#aborted) this.#abort.abort();
    return this.#abort.signal;
  }

  protected receiveHeaders(headers: CallHeaders): void {
    this.#headers = headers;
  }

  protected abort(): void {
    this.#aborted = true;
    this.#abort?.abort();
  }
}
