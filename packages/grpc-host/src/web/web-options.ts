import type { ApiInfo } from './openapi.js';
import type { StaticFiles } from './static-files.js';

/** What the web serves, and to whom. */
export interface WebOptions {
  /** The names that the host has, besides those of loopback and its own. Default: none. */
  readonly hosts?: readonly string[] | undefined;
  /** The origins whose pages may call, besides those that the host serves itself: `https://example.com`. Default: none. */
  readonly origins?: readonly string[] | undefined;
  /** What `/openapi.json` says of the API. Default: the names of the services, in version 1. */
  readonly api?: ApiInfo | undefined;
  /** Gives the files of a page. It is asked when they are first needed, and again if it fails. Default: no page is served. */
  readonly files?: (() => StaticFiles | Promise<StaticFiles>) | undefined;
}
