import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Ending, run, TemporaryFolder } from 'test-kit';
import { repository } from './testing/repository.js';

const KINDS = ['classes', 'functions', 'interfaces', 'modules', 'types', 'variables'];

let folder: TemporaryFolder;
let written: Ending;

beforeAll(async () => {
  folder = new TemporaryFolder();
  written = await writeReference(folder.path);
});
afterAll(() => folder[Symbol.dispose]());

/** Runs what `pnpm reference` does, into another folder. */
async function writeReference(out: string): Promise<Ending> {
  const { scripts }: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
    readFileSync(join(repository, 'package.json'), 'utf8'),
  );
  const [command, typedoc = '', option = '', file = ''] = (scripts['reference'] ?? '').split(' ');
  expect([command, option, file]).toEqual(['node', '--options', 'packages/dev-tools/typedoc.json']);
  const args = [typedoc, option, file, '--out', out, '--logLevel', 'Warn'];
  return await run(process.execPath, args, { cwd: repository });
}

/** What a package exports by its index: each name, and the module that it is from. */
function exportsOf(name: string): [name: string, module: string][] {
  const index = readFileSync(join(repository, 'packages', name, 'src/index.ts'), 'utf8');
  return [...index.matchAll(/^export (?:type )?\{([^}]*)\} from '(.*)\.js';$/gm)].flatMap(
    ([, names = '', module = '']) =>
      [...names.matchAll(/(?:type )?(\w+)/g)].map(([, exported = '']): [string, string] => [exported, `${module}.ts`]),
  );
}

/** The beginning of the doc comment of a declaration: plain words, which every format writes as they are. */
function commentOn(declared: string, source: string): string | undefined {
  const declaration = `(?:async |abstract )*(?:class|const|function|interface|type) ${declared}\\b`;
  const pattern = new RegExp(`/\\*\\*((?:(?!\\*/)[^])*)\\*/\\n(?://.*\\n)*export ${declaration}`);
  const [, comment] = pattern.exec(source) ?? [];
  return comment && /[\w ,]{5,}/.exec(comment.replaceAll(/\s+\*?\s*/g, ' ').trim())?.[0].trim();
}

/** What a reader sees of a page. */
function textOf(page: string): string {
  return readFileSync(page, 'utf8')
    .replaceAll(/<[^>]+>/g, '')
    .replaceAll(/\s+/g, ' ');
}

test('the reference is written, and everything that is exported has a doc comment', () => {
  expect(written).toEqual({ code: 0, stdout: '', stderr: '' });
});

describe.each(['grpc-host', 'movie-client'])('%s', (name) => {
  test.each(exportsOf(name))('%s is in the reference, with its comment', (exported, module) => {
    const pages = KINDS.map((kind) => folder.file(`${kind}/${name}.${exported}.html`)).filter(existsSync);
    expect(pages).toHaveLength(1);
    const comment = commentOn(exported, readFileSync(join(repository, 'packages', name, 'src', module), 'utf8'));
    expect(comment).toBeDefined();
    expect(pages.map(textOf).join()).toContain(comment);
  });

  test('begins with its README', () => {
    expect(textOf(folder.file(`modules/${name}.html`))).toContain('What it costs');
  });
});
