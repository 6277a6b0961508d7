import { expect, test } from '@jest/globals';
import { HOST_ERROR_REASONS } from 'grpc-host';
import { generatedPart } from 'test-kit';
import { MOVIE_ERROR_REASONS } from './error-reasons.js';

const REASONS = { ...HOST_ERROR_REASONS, ...MOVIE_ERROR_REASONS };

/** What docs/errors.md has to say of the reasons. */
function reasonsTable(): string {
  const rows = Object.entries(REASONS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, { code, when, remedy, ...rest }]) => {
      const domain = reason in MOVIE_ERROR_REASONS ? 'movie.v1' : 'grpc-host';
      const retry = 'retryAfterMs' in rest ? `${rest.retryAfterMs} ms` : '';
      return `| \`${reason}\` | ${domain} | ${code} | ${when} | ${remedy} | ${retry} |`;
    });
  return [
    '| Reason | Domain | Code | When it comes | What to do | Retry after |',
    '| --- | --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

test('docs/errors.md has every reason of the host and of the movie services', () => {
  expect(generatedPart('errors.md')).toBe(reasonsTable());
});

test('no reason of the movie services hides one of the host', () => {
  const both = Object.keys(MOVIE_ERROR_REASONS).filter((reason) => reason in HOST_ERROR_REASONS);
  expect(both).toEqual([]);
});

test('a reason is a name that AIP-193 allows', () => {
  for (const reason of Object.keys(REASONS)) expect(reason).toMatch(/^[A-Z][A-Z0-9_]{0,61}[A-Z0-9]$/);
});
