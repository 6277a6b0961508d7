import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from './icons.js';

interface ModalProps {
  readonly title: string;
  /** A side sheet instead of a box in the middle. */
  readonly isSheet?: boolean;
  readonly onClose: () => void;
  readonly children: ComponentChildren;
}

/** A dialog over the page. The browser keeps the focus in it; Escape and its backdrop close it. */
export function Modal({ title, isSheet = false, onClose, children }: ModalProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    // The first field, if there is one already, rather than the button that closes.
    dialog.current?.querySelector<HTMLElement>('form input')?.focus();
    // A dialog gives the focus back when it is closed, but not when it is taken away.
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const onCancel = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  const onPointerDown = (event: Event) => {
    if (event.target === dialog.current) onClose();
  };
  return (
    <dialog
      ref={dialog}
      class={isSheet ? 'modal is-sheet' : 'modal'}
      aria-label={title}
      onCancel={onCancel}
      onPointerDown={onPointerDown}
    >
      <div class="modal-content">
        <div class="modal-head">
          <h2>{title}</h2>
          <button type="button" class="button is-bare" aria-label="Close" onClick={onClose}>
            <Icon name="close" />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
