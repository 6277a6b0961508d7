import type { RequestBody } from './request-messages.js';

/** The content type of the message in the query of a GET; empty if it doesn't say one that the protocol has. */
export function contentTypeIn(query: URLSearchParams): string {
  const encoding = query.get('encoding') ?? '';
  return encoding === 'json' || encoding === 'proto' ? `application/${encoding}` : '';
}

/** A call by GET as the one by POST that it stands for. */
export function postOf(query: URLSearchParams, { header, body }: RequestBody): RequestBody {
  const posted = new Headers(header);
  posted.set('content-type', contentTypeIn(query));
  posted.set('content-encoding', query.get('compression') ?? 'identity');
  return { header: posted, body: messageIn(query, body) };
}

async function* messageIn(query: URLSearchParams, body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  // Its own body means nothing, but it throws if the call is refused.
  for await (const _ of body);
  yield Buffer.from(query.get('message') ?? '', query.get('base64') === '1' ? 'base64' : 'utf8');
}
