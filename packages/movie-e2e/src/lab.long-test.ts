import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { run } from 'test-kit';
import { repository } from './testing/repository.js';
import { RepositoryCopy } from './testing/repository-copy.js';

const ANSWER = "director: 'Ridley Scott'";

describe('a mistake of the lab', () => {
  /** Makes a mistake, which leaves nothing behind; gives what each step printed, by the first words of its title. */
  async function make(mistake: string): Promise<Record<'buf breaking' | 'buf generate' | 'tsc' | 'a client', string>> {
    const folders = () => readdirSync(tmpdir()).filter((name) => name.startsWith('movie-lab-'));
    const before = folders();
    const { code, stdout, stderr } = await run(process.execPath, [
      join(repository, 'packages/dev-tools/src/lab.js'),
      mistake,
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(folders()).toEqual(before);
    const step = (title: string) => stdout.split('\n── ').find((part) => part.startsWith(title)) ?? '';
    return {
      'buf breaking': step('buf breaking'),
      'buf generate': step('buf generate'),
      tsc: step('tsc'),
      'a client': step('a client of before'),
    };
  }

  test('rename-rpc: buf refuses it, the code follows, and old clients find no call', async () => {
    const said = await make('rename-rpc');
    expect(said['buf breaking']).toContain('RPC "GetMovieByID" on service "Movie" was deleted');
    expect(said.tsc).toContain('passes');
    expect(said['a client']).toContain('UNIMPLEMENTED');
  });

  test('reuse-a-number: buf refuses it, and old clients take the country for the director', async () => {
    const said = await make('reuse-a-number');
    expect(said['buf breaking']).toContain('Field "3" on message "MovieData" changed name');
    expect(said['a client']).toContain("director: 'USA'");
  });

  test('change-a-type: buf refuses it, and old clients lose the rating without an error', async () => {
    const said = await make('change-a-type');
    expect(said['buf breaking']).toContain('changed type from "float" to "string"');
    expect(said['a client']).toContain('rating: 0,');
  });

  test('forget-the-server: the compiler names the place that must follow', async () => {
    const said = await make('forget-the-server');
    expect(said.tsc).toMatch(/src\/serve\.ts\(9,\d+\): error TS2741: Property 'directedBy' is missing/);
    expect(said['a client']).toBe('');
  });

  test('edit-a-stub: buf and the compiler let it pass, and generating throws it away', async () => {
    const said = await make('edit-a-stub');
    expect(said['buf breaking']).toContain('passes');
    expect(said['buf generate']).toContain('src/gen/movie.ts was not; it is now.');
    expect(said['a client']).toContain(ANSWER);
  });

  test('that is not known is refused with the names of all', async () => {
    const { code, stderr } = await run(process.execPath, [join(repository, 'packages/dev-tools/src/lab.js'), 'rename']);
    expect(code).toBe(1);
    expect(stderr).toBe(
      'There is no mistake rename; there are rename-rpc, reuse-a-number, change-a-type, forget-the-server, edit-a-stub.\n',
    );
  });
});

describe('pnpm lab', () => {
  let copy: RepositoryCopy;
  beforeAll(async () => {
    copy = await RepositoryCopy.make();
  });
  afterAll(() => copy[Symbol.dispose]());

  test('makes a folder of its own, runs what is in it, and keeps what is changed there', async () => {
    expect(await copy.pnpm('lab')).toMatchObject({ code: 0, output: expect.stringContaining(ANSWER) });
    await copy.edit(
      'lab/proto/movie.proto',
      /string director = 3;/,
      '$&\n  // The year of its release.\n  int32 year = 5;',
    );
    const { output } = await copy.pnpm('lab');
    expect(output).toMatch(/src\/serve\.ts\(9,\d+\): error TS2741: Property 'year' is missing/);
    expect(output).not.toContain(ANSWER);
    await copy.edit('lab/src/serve.ts', /rating: 8\.2/, 'rating: 8.2, year: 2015');
    expect((await copy.pnpm('lab')).output).toContain('year: 2015');
  });
});
