/**
 * Moves the focus to a row's link, if the list has drawn it. Drawn rows reach beyond the view, so the next one is there.
 *
 * @param event the key press that asks for it, which then does nothing else
 */
export function focusRow(index: number, event: KeyboardEvent): void {
  const link = document.querySelector<HTMLAnchorElement>(`[data-row="${index}"] a`);
  if (!link) return;
  event.preventDefault();
  link.focus();
}
