import { InvalidArgumentError } from 'commander';
import { FIELD_NAMES, type FieldPath, fieldNamed } from 'movie-files';

/** Names in a file, and the fields that they mean; an empty text leaves a field out. */
export type FileNames = ReadonlyMap<string, FieldPath | ''>;

/**
 * Adds the value of an option such as `Their column=title` to those before it.
 *
 * @throws InvalidArgumentError if it names no field
 */
export function addFileName(value: string, before: FileNames = new Map()): FileNames {
  const at = value.lastIndexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be like "Their column=title".');
  const word = value.slice(at + 1).trim();
  const field = word === '' ? '' : fieldNamed(word);
  if (field !== undefined) return new Map([...before, [value.slice(0, at), field]]);
  throw new InvalidArgumentError(`The fields are ${FIELD_NAMES.join(', ')}, and labels.KEY for one label.`);
}
