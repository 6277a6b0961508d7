import { useEffect, useRef } from 'preact/hooks';
import { query, showQuery } from '../address.js';
import { Icon } from '../shell/icons.js';
import { focusRow } from './focus-row.js';

/** How long the contract lets a search be, in bytes. */
const MAX_BYTES = 256;

/** Searches as a person types. Going back undoes the whole search, not each letter. */
export function SearchBox() {
  const input = useRef<HTMLInputElement>(null);
  const isTyping = useRef(false);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isElsewhere = event.target === document.body || event.target instanceof HTMLAnchorElement;
      if (event.key !== '/' || !isElsewhere || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      input.current?.select();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  const search = (words: string) => {
    showQuery({ ...query.value, words }, { replace: isTyping.current });
    isTyping.current = true;
  };
  return (
    <search class="search">
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        aria-label="Search movies"
        placeholder="Search movies"
        autocomplete="off"
        spellcheck={false}
        value={query.value.words}
        onInput={({ currentTarget }) => {
          const words = fitting(currentTarget.value);
          // The query may be the same as before, which draws nothing.
          if (words !== currentTarget.value) currentTarget.value = words;
          search(words);
        }}
        onBlur={() => {
          isTyping.current = false;
        }}
        onKeyDown={(event) => {
          if (event.key === 'ArrowDown') focusRow(0, event);
        }}
      />
      <span class="key" aria-hidden="true">
        /
      </span>
    </search>
  );
}

/** The start of a text that the server takes, in whole characters. */
function fitting(text: string): string {
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(MAX_BYTES)).read);
}
