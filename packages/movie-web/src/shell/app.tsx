import { Editor } from '../editor/editor.js';
import { ImportDialog } from '../import/import-dialog.js';
import { FilterBar } from '../list/filter-bar.js';
import { MovieTable } from '../list/movie-table.js';
import { Header } from './header.js';
import { NoticeBar } from './notice-bar.js';
import { SignInDialog } from './sign-in-dialog.js';
import { SuggestionLists } from './suggestion-lists.js';

/** The whole page. */
export function App() {
  return (
    <>
      <a class="skip" href="#movies">
        Skip to the movies
      </a>
      <Header />
      <main>
        <h1 class="unseen">Movie catalog</h1>
        <FilterBar />
        <MovieTable />
      </main>
      <Editor />
      <ImportDialog />
      <SignInDialog />
      <NoticeBar />
      <SuggestionLists />
    </>
  );
}
