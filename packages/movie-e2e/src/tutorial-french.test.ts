import { dirname, join } from 'node:path/posix';
import { expect, test } from '@jest/globals';
import { blocksOf, sectionsOf } from './testing/tutorial-page.js';

const [ENGLISH, FRENCH] = ['docs/tutorial.md', 'docs/fr/tutoriel.md'] as const;

/** What doesn't depend on the language of a section: its number, its blocks, the files that it opens, what it quotes. */
function factsOf(section: string, page: string) {
  const blocks = blocksOf(section).map(({ language, code }) => ({ language, code }));
  const text = section.replace(/^ *```\w+\n.*?^ *```$/gms, '');
  const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link = '']) => join(dirname(page), link));
  const quoted = new Set([...text.matchAll(/(`+)(.+?)\1/gs)].map(([, , code = '']) => code.replace(/\s+/g, ' ')));
  const parts = text.match(/^### /gm)?.length ?? 0;
  return { number: section.slice(0, 2), parts, blocks, links, quoted: [...quoted].sort() };
}

const facts = (page: string) => sectionsOf(page).map((section) => factsOf(section, page));

test('the French tutorial has the sections, commands, outputs, code and files of the English one', () => {
  expect(facts(ENGLISH).map(({ number }) => number)).toEqual(['1.', '2.', '3.', '4.', '5.', '6.', '7.', '8.']);
  expect(facts(FRENCH)).toEqual(facts(ENGLISH));
});
