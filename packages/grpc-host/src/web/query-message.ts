/** The content type of the message in the query of a GET; empty if it doesn't say one that the protocol has. */
export function contentTypeIn(query: URLSearchParams): string {
  const encoding = query.get('encoding') ?? '';
  return encoding === 'json' || encoding === 'proto' ? `application/${encoding}` : '';
}

/** The bytes of the message in the query of a GET; empty if it has none. */
export function messageIn(query: URLSearchParams): Buffer {
  return Buffer.from(query.get('message') ?? '', query.get('base64') === '1' ? 'base64' : 'utf8');
}
