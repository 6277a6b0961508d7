import { followChanges, type LiveMessage } from './follow-changes.js';

/** What tabs say to each other: the news, or that one has just been opened and asks for the state. */
type TabMessage = LiveMessage | { readonly kind: 'hello' };

const NAME = 'movie-changes';

/**
 * Follows the catalog's changes by one watch for all tabs: whichever has the lock watches and tells the others. A browser
 * gives an origin six connections over HTTP/1.1, so that a watch in each of six tabs would leave none for calls. When the
 * tab that watches is closed, the next one continues after the last change it has heard of.
 */
export function shareChanges(tell: (message: LiveMessage) => void, signal: AbortSignal): void {
  // Only a page of a secure origin has locks; a tab without them watches for itself.
  if (!navigator.locks) {
    void followChanges('', tell, signal);
    return;
  }
  const tabs = new BroadcastChannel(NAME);
  let resumeToken = '';
  let state: LiveMessage | undefined;
  let isLeader = false;
  const hear = (message: LiveMessage) => {
    if (message.kind !== 'away') resumeToken = message.resumeToken;
    state = message.kind === 'changes' ? { kind: 'live', isWhole: true, resumeToken } : message;
    tell(message);
  };
  tabs.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => {
    if (data.kind !== 'hello') hear(data);
    // Whoever asks may have loaded its list before it listened.
    else if (isLeader && state) tabs.postMessage(state.kind === 'live' ? { ...state, isWhole: false } : state);
  });
  signal.addEventListener('abort', () => tabs.close());
  tabs.postMessage({ kind: 'hello' } satisfies TabMessage);
  const lead = () => {
    isLeader = true;
    const tellAll = (message: LiveMessage) => {
      tabs.postMessage(message);
      hear(message);
    };
    return followChanges(resumeToken, tellAll, signal);
  };
  navigator.locks.request(NAME, { signal }, lead).catch(() => {
    // The signal ended it before its turn came.
  });
}
