import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError for an empty text, which often comes from an empty variable of a shell */
export function nonEmpty(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('It must not be empty.');
}
