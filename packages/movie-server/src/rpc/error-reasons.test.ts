import { status } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { generatedPart } from '../testing/generated-part.js';
import { ERROR_REASONS } from './error-reasons.js';

/** What docs/errors.md has to say of the reasons. */
function reasonsTable(): string {
  const rows = Object.entries(ERROR_REASONS)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([reason, { code, when, remedy, retryAfterMs }]) => {
      const retry = retryAfterMs === undefined ? '' : `${retryAfterMs} ms`;
      return `| \`${reason}\` | ${status[code]} | ${when} | ${remedy} | ${retry} |`;
    });
  return [
    '| Reason | Code | When it comes | What to do | Retry after |',
    '| --- | --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
}

test('docs/errors.md has every reason as the table in error-reasons.ts has it', () => {
  expect(generatedPart('errors.md')).toBe(reasonsTable());
});

test('a reason is a name that AIP-193 allows', () => {
  for (const reason of Object.keys(ERROR_REASONS)) expect(reason).toMatch(/^[A-Z][A-Z0-9_]{0,61}[A-Z0-9]$/);
});
