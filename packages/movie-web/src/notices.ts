import { signal } from '@preact/signals';

/** A short message at the edge of the page. */
export interface Notice {
  readonly text: string;
  readonly isFailure: boolean;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** The notice that is shown. */
export const notice = signal<Notice | undefined>(undefined);

/** Shows a notice in place of the one before. */
export function notify(text: string, action?: Notice['action']): void {
  notice.value = { text, isFailure: false, ...(action && { action }) };
}

/** Says that something failed. */
export function notifyFailure(text: string): void {
  notice.value = { text, isFailure: true };
}

/** Takes the notice away. */
export function dismissNotice(): void {
  notice.value = undefined;
}
