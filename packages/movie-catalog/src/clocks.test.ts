import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

/** Where the time of a commit is written and read, for people who look at it. What gets it hands it on. */
const FOR_PEOPLE = [
  'committed_at timestamptz NOT NULL DEFAULT now()',
  "COMMIT_TIME = millisecondsOf('commit.committed_at')",
  "WRITE_TIME = 'statement_timestamp()'",
  'total_weight, committed_at)',
];

// A clock that jumps can't be had in a test, but what doesn't look at one isn't misled by it.
test.each(['postgres', 'channel'])('nothing in %s looks at the time of day', (folder) => {
  const url = new URL(`./${folder}/`, import.meta.url);
  const parts = readdirSync(url).filter((name) => name.endsWith('.js') && !name.includes('test'));
  expect(parts.length).toBeGreaterThan(3);
  for (const name of parts) {
    let text = readFileSync(new URL(name, url), 'utf8');
    for (const known of FOR_PEOPLE) text = text.replace(known, '');
    const looks = text.match(/\bDate\b|(?<!performance\.)\bnow\(\)|CURRENT_TIME|_timestamp\b|committed_at/g);
    expect({ name, looks }).toEqual({ name, looks: null });
  }
});
