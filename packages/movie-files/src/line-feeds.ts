/** Text whose line breaks are line feeds. Programs of Windows write a carriage return before each. */
export function withLineFeeds(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}
