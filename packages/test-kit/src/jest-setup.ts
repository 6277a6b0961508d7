import { SharedBrowser } from './shared-browser.js';
import { SharedPostgres } from './shared-postgres.js';

const shared: AsyncDisposable[] = [];

/** Jest's `globalSetup`: what all test files of a run share. */
export default async function setUp(): Promise<void> {
  shared.push(await SharedPostgres.share());
  shared.push(await SharedBrowser.share());
}

/** The end of that. */
export async function tearDown(): Promise<void> {
  await Promise.all(shared.map((one) => one[Symbol.asyncDispose]()));
}
