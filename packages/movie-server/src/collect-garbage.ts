import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/**
 * Frees unused memory at once. Node would keep it until the heap has doubled, and reading a database leaves more unused
 * than the movies take: 320 MB of 560 for 1,000,000 movies. It takes 0.1 s.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  setFlagsFromString('--no-expose-gc');
  if (typeof collect === 'function') collect();
}
