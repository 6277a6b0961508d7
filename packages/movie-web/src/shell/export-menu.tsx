import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { query } from '../address.js';
import { exportMovies, exportProgress, stopExport } from '../export/export-movies.js';
import { Icon } from './icons.js';

const FORMATS = [
  { name: 'json', label: 'JSON' },
  { name: 'ndjson', label: 'JSON lines' },
  { name: 'csv', label: 'CSV' },
] as const;

/** Saves what is shown to a file. */
export function ExportMenu() {
  const isOpen = useSignal(false);
  const menu = useRef<HTMLDivElement>(null);
  const progress = exportProgress.value;
  if (progress !== undefined) {
    return (
      <button type="button" class="button" onClick={stopExport}>
        <Icon name="close" />
        <span>Stop export ({Math.round(progress * 100)} %)</span>
      </button>
    );
  }
  const close = () => {
    isOpen.value = false;
    menu.current?.querySelector('button')?.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears what its buttons leave to it.
    <div
      class="menu"
      ref={menu}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && isOpen.value) close();
      }}
      onFocusOut={({ relatedTarget }) => {
        if (!(relatedTarget instanceof Node && menu.current?.contains(relatedTarget))) isOpen.value = false;
      }}
    >
      <button
        type="button"
        class="button"
        aria-expanded={isOpen.value}
        aria-controls="export-formats"
        onClick={() => (isOpen.value = !isOpen.value)}
      >
        <Icon name="export" />
        <span>Export</span>
      </button>
      <div id="export-formats" class="menu-items" hidden={!isOpen.value}>
        {FORMATS.map(({ name, label }) => (
          <button
            key={name}
            type="button"
            class="button"
            onClick={() => {
              close();
              void exportMovies(query.value, name);
            }}
          >
            <span>What is shown, as {label}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
