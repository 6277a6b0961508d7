import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);

/** OpenTelemetry's API. */
export type OpenTelemetry = typeof import('@opentelemetry/api');

/** Where all copies of the API keep what an SDK has set up. */
const SET_UP = Symbol.for('opentelemetry.js.api.1');

let api: OpenTelemetry | undefined;

/**
 * OpenTelemetry's API, once the process has set up an SDK. It isn't loaded before: its 44 modules take a tenth of the
 * time of a start, and do nothing without an SDK.
 */
export function openTelemetry(): OpenTelemetry | undefined {
  if (SET_UP in globalThis) api ??= require('@opentelemetry/api');
  return api;
}
