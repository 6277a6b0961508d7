import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { repository } from './repository.js';

/** A block of code of a page, and the text between it and the one before. */
export interface Block {
  readonly language: string;
  readonly code: string;
  readonly before: string;
}

/** A text that a page adds to a file, without what comes before and after it there. */
export interface Addition {
  readonly kind: 'addition';
  readonly file: string;
  readonly text: string;
  /** Where it goes: at a line, or at the end of the file if there is none. */
  readonly line: string | undefined;
  readonly side: 'above' | 'below';
}

/** A command that a page types, and what the page says it prints. */
export interface Command {
  readonly kind: 'command';
  readonly command: string;
  readonly shown: string;
}

export type Step = Addition | Command;

/** The sections of a page of the tutorial, from the first on. @param path from the root of the repository */
export function sectionsOf(path: string): readonly string[] {
  const [, ...sections] = readFileSync(join(repository, path), 'utf8').split(/^## /m);
  return sections;
}

/** The blocks of a section, in order. */
export function blocksOf(section: string): readonly Block[] {
  let end = 0;
  return [...section.matchAll(/^( *)```(\w+)\n(.*?)^ *```$/gms)].map(
    ({ 0: all, 1: indent = '', 2: language = '', 3: code = '', index }) => {
      const before = section.slice(end, index);
      end = index + all.length;
      return { language, code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''), before };
    },
  );
}

/** What a section of docs/tutorial.md says to do, in order. */
export function stepsOf(section: string): readonly Step[] {
  let file = '';
  return blocksOf(section).flatMap(({ language, code, before }): Step[] => {
    file = [...before.matchAll(/\]\(\.\.\/(packages[^)]+)\)/g)].at(-1)?.[1] ?? file;
    return language === 'console' ? commandsOf(code) : [additionOf(before, file, code)];
  });
}

function commandsOf(code: string): Command[] {
  const [, ...typed] = code.split(/^\$ /m);
  return typed.map((text) => {
    const [command = '', ...shown] = text.split('\n');
    return { kind: 'command', command, shown: shown.join('\n') };
  });
}

function additionOf(before: string, file: string, text: string): Addition {
  const [, side, , line] = /\b(above|below) the line\s+(`+)(.+?)\2,/is.exec(before) ?? [];
  if (line === undefined && !/\bat the end\b/i.test(before)) throw new Error(`Where does this go?\n${before}${text}`);
  return { kind: 'addition', file, text, line, side: side?.toLowerCase() === 'above' ? 'above' : 'below' };
}
