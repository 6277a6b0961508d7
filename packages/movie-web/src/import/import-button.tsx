import { useRef } from 'preact/hooks';
import { Icon } from '../shell/icons.js';
import { openImport } from './import-state.js';

/** Chooses a file to import. */
export function ImportButton() {
  const input = useRef<HTMLInputElement>(null);
  const onChange = () => {
    const file = input.current?.files?.[0];
    if (file) void openImport(file);
    // The same file can be chosen again.
    if (input.current) input.current.value = '';
  };
  return (
    <>
      <button type="button" class="button" onClick={() => input.current?.click()}>
        <Icon name="import" />
        <span>Import</span>
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,.ndjson,.jsonl,.csv"
        aria-label="File of movies"
        onChange={onChange}
      />
    </>
  );
}
