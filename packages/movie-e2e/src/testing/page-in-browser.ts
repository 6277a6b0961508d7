import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import { type Browser, type BrowserContextOptions, chromium, type Page, type ViewportSize } from 'playwright-core';
import { browserEndpoint, browserPath } from 'test-kit';

const SIZE = { width: 1280, height: 800 };

/** What a profile and its tabs begin with. */
type PageOptions = BrowserContextOptions & { readonly viewport?: ViewportSize };

/** What the tests of a page use. */
export interface PageTester {
  /** Opens an address in a profile that is as new: no tab of it knows one of another, nor what a test before did. */
  open(url: string, options?: PageOptions): Promise<Page>;
}

/** A suite of tests in a real Chromium, which all of a run share; skipped where there is none. */
export function describeInBrowser(name: string, tests: (tester: PageTester) => void): void {
  const suite = browserPath === undefined ? describe.skip : describe;
  suite(browserPath === undefined ? `${name} (skipped: no Chromium on the PATH)` : name, () => {
    let browser: Browser;
    /** A tab that is as new: to begin a profile and its process takes twice as long as to load the page. */
    let spare: Page | undefined;
    const opened: { readonly page: Page; readonly isPlain: boolean }[] = [];

    async function newPage(options: BrowserContextOptions): Promise<Page> {
      const context = await browser.newContext(options);
      context.setDefaultTimeout(30_000);
      return await context.newPage();
    }

    beforeAll(async () => {
      browser = await chromium.connect(await browserEndpoint());
    });
    afterEach(async () => {
      for (const { page, isPlain } of opened.splice(0)) {
        if (isPlain && !spare && (await renew(page))) spare = page;
        else await page.context().close();
      }
    });
    afterAll(() => browser.close());
    tests({
      async open(url, { viewport = SIZE, ...options } = {}) {
        const isPlain = Object.keys(options).length === 0;
        const page = (isPlain && spare) || (await newPage({ viewport, ...options }));
        if (page === spare) {
          spare = undefined;
          await page.setViewportSize(viewport);
        }
        opened.push({ page, isPlain });
        await page.goto(url);
        return page;
      },
    });
  });
}

/**
 * Empties a tab, and the profile that it is in, for the next test; false if that can't be. What our page never uses stays:
 * scripts that run before it, databases of the browser, and its cache.
 */
async function renew(page: Page): Promise<boolean> {
  const context = page.context();
  try {
    for (const other of context.pages()) if (other !== page) await other.close();
    for (const part of [page, context]) {
      part.removeAllListeners();
      await part.unrouteAll({ behavior: 'ignoreErrors' });
    }
    await page.evaluate(() => {
      sessionStorage.clear();
      localStorage.clear();
    });
    await context.clearCookies();
    await page.goto('about:blank');
    return true;
  } catch {
    return false;
  }
}
