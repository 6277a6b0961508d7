import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** Where all copies of the API keep what an SDK has set up. */
const SET_UP = Symbol.for('opentelemetry.js.api.1');

let api: typeof import('@opentelemetry/api') | undefined;

/**
 * OpenTelemetry's API, once the process has set up an SDK. It isn't loaded before: its 44 modules take a tenth of the
 * time of a start, and do nothing without an SDK.
 */
export function openTelemetry(): typeof import('@opentelemetry/api') | undefined {
  if (SET_UP in globalThis) api ??= require('@opentelemetry/api');
  return api;
}
