import { SharedPostgres } from './shared-postgres.js';

let shared: SharedPostgres | undefined;

/** Jest's `globalSetup`: what all test files of a run share. */
export default async function setUp(): Promise<void> {
  shared = await SharedPostgres.share();
}

/** The end of that. */
export async function tearDown(): Promise<void> {
  await shared?.[Symbol.asyncDispose]();
}
