import type { Movie } from 'movie-proto/web';
import { openMovie } from '../address.js';
import { dismissNotice, notify } from '../notices.js';
import type { Draft } from './draft.js';

/** An edit that was left without saving it. */
export interface LeftEdit {
  readonly base: Movie;
  readonly draft: Draft;
}

/** The edit that a person has chosen to go on with, until its form has taken it. */
let chosen: LeftEdit | undefined;

/** Says that an edit was not saved, and offers to go on with it: Escape and a stray click end it, too. */
export function offerToGoOn(left: LeftEdit): void {
  const { id } = left.base;
  const run = () => {
    dismissNotice();
    chosen = left;
    openMovie(id === '' ? 'new' : { id });
  };
  notify('What you typed is not saved.', { label: 'Go on', run });
}

/** Takes the edit that was chosen, if it is the one of this movie. @param id empty for a new movie */
export function takeLeftEdit(id: string): LeftEdit | undefined {
  const taken = chosen?.base.id === id ? chosen : undefined;
  chosen = undefined;
  return taken;
}
