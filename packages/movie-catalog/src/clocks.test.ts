import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

// A clock that jumps can't be had in a test, but what doesn't look at one isn't misled by it.
test.each(['postgres', 'channel'])('nothing in %s looks at the time of day', (folder) => {
  const url = new URL(`./${folder}/`, import.meta.url);
  const parts = readdirSync(url).filter((name) => name.endsWith('.js') && !name.includes('test'));
  expect(parts.length).toBeGreaterThan(3);
  for (const name of parts) {
    const text = readFileSync(new URL(name, url), 'utf8');
    // When a commit was made is for people who look into the table.
    const looks = text.replace('committed_at timestamptz NOT NULL DEFAULT now()', '');
    expect({ name, looks: looks.match(/\bDate\b|(?<!performance\.)\bnow\(\)|CURRENT_TIME|committed_at/g) }).toEqual({
      name,
      looks: null,
    });
  }
});
