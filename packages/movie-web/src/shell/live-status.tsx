import { liveState } from '../live/live.js';

const TEXTS = { connecting: 'Connecting…', live: 'Live', reconnecting: 'Reconnecting…' } as const;

/** Whether the page follows the catalog's changes. */
export function LiveStatus() {
  const state = liveState.value;
  return (
    <p class={`live is-${state}`} role="status" aria-label="Connection">
      <span>{TEXTS[state]}</span>
    </p>
  );
}
