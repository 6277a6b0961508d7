import { useEffect, useRef } from 'preact/hooks';
import { query, showQuery } from '../address.js';
import { Icon } from '../shell/icons.js';
import { focusRow } from './focus-row.js';

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
        aria-label="Search titles and directors"
        placeholder="Search titles and directors"
        autocomplete="off"
        spellcheck={false}
        maxLength={256}
        value={query.value.words}
        onInput={({ currentTarget }) => search(currentTarget.value)}
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
