import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The machine's Chromium; undefined if it has none. */
const executablePath = process.env['MOVIE_TEST_CHROMIUM'] ?? onPath(NAMES);

function onPath(names: readonly string[]): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What the tests of a page use. */
export interface PageTester {
  /** Opens an address in a new profile: no tab of it knows one of another. */
  open(url: string, options?: BrowserContextOptions): Promise<Page>;
}

/**
 * A suite of tests in a real Chromium, one for all of them; skipped where there is none.
 *
 * @param args of the command line of the browser
 */
export function describeInBrowser(
  name: string,
  tests: (tester: PageTester) => void,
  args: readonly string[] = [],
): void {
  const suite = executablePath === undefined ? describe.skip : describe;
  suite(executablePath === undefined ? `${name} (skipped: no Chromium on the PATH)` : name, () => {
    let browser: Browser;
    const contexts: BrowserContext[] = [];
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath: executablePath ?? '', args: [...args] });
    });
    afterEach(async () => {
      for (const context of contexts.splice(0)) await context.close();
    });
    afterAll(() => browser.close());
    tests({
      async open(url, options = {}) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
        contexts.push(context);
        context.setDefaultTimeout(15_000);
        const page = await context.newPage();
        await page.goto(url);
        return page;
      },
    });
  });
}
