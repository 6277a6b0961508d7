import { InvalidArgumentError } from 'commander';

/** @throws InvalidArgumentError unless it is a number */
export function finiteNumber(text: string): number {
  const number = Number(text);
  if (text.trim() !== '' && Number.isFinite(number)) return number;
  const isDecimalComma = /^\s*[+-]?\d*,\d+\s*$/.test(text);
  const advice = isDecimalComma ? ` with a point, such as ${text.trim().replace(',', '.')}` : '';
  throw new InvalidArgumentError(`It must be a number${advice}.`);
}

/** @throws InvalidArgumentError unless it is a number above 0 */
export function positiveNumber(text: string): number {
  const number = finiteNumber(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a number above 0.');
}

/** @throws InvalidArgumentError unless it is a whole number of 32 bits */
export function wholeNumber(text: string): number {
  const number = finiteNumber(text);
  if ((number | 0) === number) return number;
  throw new InvalidArgumentError('It must be a whole number.');
}

/** @throws InvalidArgumentError unless it is a whole number, 0 or above */
export function countNumber(text: string): number {
  const number = wholeNumber(text);
  if (number >= 0) return number;
  throw new InvalidArgumentError('It must be a whole number, 0 or above.');
}

/** @throws InvalidArgumentError unless it is a whole number above 0 */
export function positiveWholeNumber(text: string): number {
  const number = wholeNumber(text);
  if (number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
