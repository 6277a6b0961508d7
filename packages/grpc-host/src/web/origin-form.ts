import type { IncomingMessage } from 'node:http';

/**
 * Gives a request whose target is a whole URL the form that all others have. The host in the target counts, whatever the
 * header says: https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2.
 */
export function toOriginForm(request: IncomingMessage): void {
  // As nearly all do.
  if (request.url?.startsWith('/')) return;
  const [, host, path = ''] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(request.url ?? '') ?? [];
  if (host === undefined) return;
  request.url = path.startsWith('/') ? path : `/${path}`;
  request.headers.host = host;
  const { rawHeaders } = request;
  const isHost = (index: number) => rawHeaders[index - (index % 2)]?.toLowerCase() === 'host';
  request.rawHeaders = [...rawHeaders.filter((_text, index) => !isHost(index)), 'host', host];
}
