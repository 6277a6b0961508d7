import type { Movie } from 'movie-proto/web';
import type { ComponentChildren } from 'preact';
import { addressOf, openMovie } from '../address.js';
import type { Field } from '../movie-fields.js';

interface MovieRowProps {
  readonly movie: Movie;
  readonly index: number;
  /** Where it is in the list, in pixels. */
  readonly top: number;
}

/** One movie: its title opens it. */
export function MovieRow({ movie, index, top }: MovieRowProps) {
  const { title, director, releaseYear, genres, rating, labels } = movie;
  const shown: Readonly<Record<Field, ComponentChildren>> = {
    title: (
      <a href={addressOf(movie)} onClick={(event) => open(event, movie)} title={title}>
        {title}
      </a>
    ),
    labels: <Labels labels={labels} />,
    director: director || <None text="unknown" />,
    releaseYear: releaseYear || <None text="unknown" />,
    genres: genres.map((genre) => (
      <span class="chip" key={genre}>
        <span>{genre}</span>
      </span>
    )),
    rating: <Rating rating={rating} />,
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
        {shown.title}
        {shown.labels}
      </div>
      <div role="cell" class="cell-director">
        {shown.director}
      </div>
      <div role="cell" class="cell-year">
        {shown.releaseYear}
      </div>
      <div role="cell" class="cell-genres">
        {shown.genres}
      </div>
      <div role="cell" class="cell-rating">
        {shown.rating}
      </div>
    </div>
  );
}

function open(event: MouseEvent, movie: Movie): void {
  // A new tab or window is the browser's business.
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  openMovie(movie);
}

function Labels({ labels }: Pick<Movie, 'labels'>) {
  const texts = Object.entries(labels).map(([key, value]) => (value === '' ? key : `${key}: ${value}`));
  return texts.length === 0 ? null : <div class="row-labels">{texts.sort().join(' · ')}</div>;
}

function Rating({ rating }: { readonly rating: number | undefined }) {
  if (rating === undefined) return <None text="not rated" />;
  return (
    <>
      <span class="meter" aria-hidden="true">
        <span style={{ width: `${rating * 10}%` }} />
      </span>
      {rating.toLocaleString('en', { minimumFractionDigits: 1, maximumFractionDigits: 2 })}
    </>
  );
}

/** A dash for what a movie doesn't have. @param text says it to those who hear the page */
function None({ text }: { readonly text: string }) {
  return (
    <span class="unknown">
      <span aria-hidden="true">–</span>
      <span class="unseen">{text}</span>
    </span>
  );
}
