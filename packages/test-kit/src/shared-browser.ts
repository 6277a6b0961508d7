import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { BrowserServer } from 'playwright-core';
import { askAt, Door } from './door.js';

/** Where test files ask for the browser. */
const DOOR = 'MOVIE_TEST_BROWSER';
/** Without a window to draw, the first does the same in half of the time. */
const NAMES = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A name of a stranger's that leads the shared browser to this machine. */
export const REBOUND_HOST = 'rebound.example';

/** The machine's Chromium; undefined if it has none. */
export const browserPath = process.env['MOVIE_TEST_CHROMIUM'] ?? onPath(NAMES);

/**
 * One Chromium for all test files of a run, in the process of jest: to start it costs more than most tests in it. It
 * starts when the first asks for it.
 */
export class SharedBrowser implements AsyncDisposable {
  #door: Door | undefined;
  #browser: Promise<BrowserServer> | undefined;

  private constructor() {}

  static async share(): Promise<SharedBrowser> {
    const shared = new SharedBrowser();
    shared.#door = await Door.open(DOOR, () => shared.#endpoint());
    return shared;
  }

  async #endpoint(): Promise<string> {
    this.#browser ??= launch();
    return (await this.#browser).wsEndpoint();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#door?.[Symbol.asyncDispose]();
    // One that didn't start was an error of the tests that asked for it.
    await (await this.#browser?.catch(() => undefined))?.close();
  }
}

/**
 * Where playwright finds the browser that all test files of a run share.
 *
 * @throws Error with why it didn't start, and outside of a run of jest with this repository's configuration
 */
export async function browserEndpoint(): Promise<string> {
  return await askAt(DOOR);
}

async function launch(): Promise<BrowserServer> {
  // Most runs of a single file need none.
  const { chromium } = await import('playwright-core');
  const args = [`--host-resolver-rules=MAP ${REBOUND_HOST} 127.0.0.1`];
  return await chromium.launchServer({ executablePath: browserPath ?? '', host: '127.0.0.1', args });
}

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
