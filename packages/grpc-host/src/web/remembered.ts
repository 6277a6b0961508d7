/** How many texts are remembered, and how long they may be: as long as the name of a host. */
const MOST = 100;
const MAX_LENGTH = 255;

/**
 * The same function, but it remembers what it has said of the texts that it saw last: nearly all requests name the same
 * host.
 */
export function remembered(decide: (text: string) => boolean): (text: string) => boolean {
  const known = new Map<string, boolean>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const decision = decide(text);
    if (known.size >= MOST) known.clear();
    if (text.length <= MAX_LENGTH) known.set(text, decision);
    return decision;
  };
}
