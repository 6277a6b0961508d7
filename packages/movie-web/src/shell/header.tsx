import { askForToken, isSignedIn, signOut, writeAccess } from '../access/write-access.js';
import { openMovie, showQuery } from '../address.js';
import { EVERYTHING } from '../catalog-query.js';
import { ImportButton } from '../import/import-button.js';
import { SearchBox } from '../list/search-box.js';
import { ExportMenu } from './export-menu.js';
import { Icon } from './icons.js';
import { LiveStatus } from './live-status.js';

/** The bar at the top: where to search, and what can be done. */
export function Header() {
  const showAll = (event: Event) => {
    event.preventDefault();
    showQuery(EVERYTHING);
  };
  return (
    <header class="bar">
      <a class="brand" href="/" onClick={showAll}>
        <svg class="brand-mark" viewBox="0 0 32 32" aria-hidden="true">
          <path d="M4 7h24v6a3 3 0 0 0 0 6v6H4v-6a3 3 0 0 0 0-6Z" />
          <path class="brand-hole" d="m16 10 1.8 3.7 4 .6-2.9 2.8.7 4L16 19.2l-3.6 1.9.7-4-2.9-2.8 4-.6Z" />
        </svg>
        <span>Movies</span>
      </a>
      <SearchBox />
      <LiveStatus />
      <div class="actions">
        <WriteActions />
        <ExportMenu />
        <SignInButton />
      </div>
    </header>
  );
}

function WriteActions() {
  const access = writeAccess.value;
  if (access === 'closed') return <span class="badge">Read-only</span>;
  return (
    <>
      <button type="button" class="button is-main" onClick={() => openMovie('new')}>
        <Icon name="add" />
        <span>Add</span>
      </button>
      <ImportButton />
    </>
  );
}

function SignInButton() {
  if (isSignedIn()) {
    return (
      <button type="button" class="button" onClick={signOut}>
        <Icon name="key" />
        <span>Sign out</span>
      </button>
    );
  }
  if (writeAccess.value !== 'token') return null;
  return (
    <button type="button" class="button" onClick={() => void askForToken()}>
      <Icon name="key" />
      <span>Sign in</span>
    </button>
  );
}
