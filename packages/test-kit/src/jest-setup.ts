import { SharedBrowser } from './shared-browser.js';
import { SharedPostgres } from './shared-postgres.js';

let shared: readonly AsyncDisposable[] = [];

/** Jest's `globalSetup`: what all test files of a run share. */
export default async function setUp(): Promise<void> {
  shared = [await SharedPostgres.share(), await SharedBrowser.share()];
}

/** The end of that. */
export async function tearDown(): Promise<void> {
  await Promise.all(shared.map((one) => one[Symbol.asyncDispose]()));
}
