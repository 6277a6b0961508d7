import { useEffect, useRef } from 'preact/hooks';
import { opened } from '../address.js';
import { dismissNotice, notice } from '../notices.js';
import { Icon } from './icons.js';

/** How long a notice stays, in milliseconds; one that a person is at stays until they leave it. */
const STAYS = 8_000;

/** The notice at the edge of the page. */
export function NoticeBar() {
  const shown = notice.value;
  const bar = useRef<HTMLDivElement>(null);
  const isCovered = opened.value !== undefined;
  useEffect(() => {
    // The row that had the focus before the dialog may be gone.
    if (shown?.action && !isCovered) bar.current?.querySelector('button')?.focus();
  }, [shown, isCovered]);
  useEffect(() => {
    if (!shown) return undefined;
    const timer = setInterval(() => {
      if (!bar.current?.matches(':hover, :focus-within')) dismissNotice();
    }, STAYS);
    return () => clearInterval(timer);
  }, [shown]);
  return (
    <div class="notices" role="status" aria-label="Notices" ref={bar}>
      {shown && (
        <div class={shown.isFailure ? 'notice is-failure' : 'notice'}>
          <p>{shown.text}</p>
          {shown.action && (
            <button type="button" class="button is-quiet" onClick={shown.action.run}>
              {shown.action.label}
            </button>
          )}
          <button type="button" class="button is-bare" aria-label="Dismiss" onClick={dismissNotice}>
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}
