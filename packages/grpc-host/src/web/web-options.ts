/** What the web serves, and to whom. */
export interface WebOptions {
  /** The names that the host has, besides those of loopback and its own. Default: none. */
  readonly hosts?: readonly string[] | undefined;
  /** The origins whose pages may call, besides those that the host serves itself: `https://example.com`. Default: none. */
  readonly origins?: readonly string[] | undefined;
}
