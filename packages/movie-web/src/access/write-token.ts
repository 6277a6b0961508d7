import { signal } from '@preact/signals';

const KEY = 'movie-write-token';

/** The token that writes are sent with. Kept until the tab is closed, and nowhere else. */
export const writeToken = signal<string | undefined>(sessionStorage.getItem(KEY) ?? undefined);

/** Keeps a token; undefined forgets it. */
export function setWriteToken(token: string | undefined): void {
  if (token === undefined) sessionStorage.removeItem(KEY);
  else sessionStorage.setItem(KEY, token);
  writeToken.value = token;
}
