import type { Movie } from 'movie-proto/web';
import { addressOf, openMovie } from '../address.js';

interface MovieRowProps {
  readonly movie: Movie;
  readonly index: number;
  /** Where it is in the list, in pixels. */
  readonly top: number;
}

/** One movie: its title opens it. */
export function MovieRow({ movie, index, top }: MovieRowProps) {
  const { title, director, releaseYear, genres, rating } = movie;
  const open = (event: MouseEvent) => {
    // A new tab or window is the browser's business.
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    openMovie(movie);
  };
  return (
    <div
      class="row"
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div role="cell" class="cell-title">
        <a href={addressOf(movie)} onClick={open} title={title}>
          {title}
        </a>
      </div>
      <div role="cell" class="cell-director">
        {director || <Unknown />}
      </div>
      <div role="cell" class="cell-year">
        {releaseYear || <Unknown />}
      </div>
      <div role="cell" class="cell-genres">
        {genres.map((genre) => (
          <span class="chip" key={genre}>
            <span>{genre}</span>
          </span>
        ))}
      </div>
      <div role="cell" class="cell-rating">
        <span class="meter" aria-hidden="true">
          <span style={{ width: `${rating * 10}%` }} />
        </span>
        {rating.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 2 })}
      </div>
    </div>
  );
}

function Unknown() {
  return (
    <span class="unknown">
      <span aria-hidden="true">–</span>
      <span class="unseen">unknown</span>
    </span>
  );
}
