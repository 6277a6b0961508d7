import { signal } from '@preact/signals';
import type { Change } from './change.js';
import { shareChanges } from './shared-changes.js';

/** Whether changes arrive. */
export const liveState = signal<'connecting' | 'live' | 'reconnecting'>('connecting');

/** The changes that came last. */
export const lastChanges = signal<readonly Change[]>([]);

/**
 * Follows the catalog's changes for as long as the page is open.
 *
 * @param onChanges gets them, in order
 * @param onGap runs when changes may have been missed
 */
export function goLive(onChanges: (changes: readonly Change[]) => void, onGap: () => void): void {
  const page = new AbortController();
  shareChanges((message) => {
    liveState.value = message.kind === 'away' ? 'reconnecting' : 'live';
    if (message.kind === 'changes') {
      lastChanges.value = message.changes;
      onChanges(message.changes);
    }
    if (message.kind === 'live' && !message.isWhole) onGap();
  }, page.signal);
  // A page that the browser keeps for the back button mustn't keep the lock; when it is shown again it begins again.
  addEventListener('pagehide', () => page.abort(), { once: true });
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted) location.reload();
  });
}
