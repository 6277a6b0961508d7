import { type Spread, spreadOf } from './statistics.js';

/** One line of the table. */
export interface Result {
  readonly what: string;
  /** The figure of each round, in `unit`. */
  readonly figure: Spread;
  readonly unit: string;
  /** What the figure is compared with, round by round, and the ratio. */
  readonly against?: { readonly what: string; readonly ratio: Spread };
  readonly target?: { readonly text: string; readonly isMet: boolean };
}

/** A figure that isn't compared with another. */
export function figure(what: string, values: readonly number[], unit: string, atMost?: number): Result {
  const spread = spreadOf(values);
  if (atMost === undefined) return { what, figure: spread, unit };
  return { what, figure: spread, unit, target: { text: `≤ ${atMost} ${unit}`, isMet: spread.median <= atMost } };
}

/** What a ratio should be. */
export type RatioTarget = { readonly atMost: number } | { readonly timesLess: number };

/**
 * A figure compared with another one from the same rounds.
 *
 * @param base the other's values, in the same order
 */
export function ratio(
  what: string,
  values: readonly number[],
  unit: string,
  base: { readonly what: string; readonly values: readonly number[] },
  target?: RatioTarget,
): Result {
  const ratios = spreadOf(values.map((value, round) => value / (base.values[round] ?? Number.NaN)));
  const result = { what, figure: spreadOf(values), unit, against: { what: base.what, ratio: ratios } };
  if (!target) return result;
  if ('atMost' in target) {
    return { ...result, target: { text: `≤ ${target.atMost} ×`, isMet: ratios.median <= target.atMost } };
  }
  return { ...result, target: { text: `≥ ${target.timesLess} × less`, isMet: 1 / ratios.median >= target.timesLess } };
}
