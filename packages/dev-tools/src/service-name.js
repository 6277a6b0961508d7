/** What the name of a service must be: words of letters, so that every tool makes the same names of it. */
const NAME = /^(?<family>[a-z]+)\.(?<version>v[1-9]\d*)\.(?<subject>(?:[A-Z][a-z]+)+)Service$/;

/**
 * The names that follow from that of a service.
 *
 * @typedef {{
 *   fullName: string,
 *   contract: string,
 *   service: string,
 *   subject: string,
 *   home: string,
 *   snake: string,
 *   kebab: string,
 *   camel: string,
 *   exported: string,
 *   stubsOf: string,
 * }} ServiceName
 */

/**
 * @param {string} fullName such as `book.v1.LendingService`
 * @returns {ServiceName | undefined} undefined if it is no name of a service
 */
export function parseServiceName(fullName) {
  const { family = '', version = '', subject = '' } = NAME.exec(fullName)?.groups ?? {};
  if (subject === '') return undefined;
  const words = subject.match(/[A-Z][a-z]+/g) ?? [];
  const lower = words.map((word) => word.toLowerCase());
  const isOurs = family === 'movie';
  return {
    fullName,
    contract: `${family}.${version}`,
    service: `${subject}Service`,
    subject,
    home: `${family}/${version}`,
    snake: lower.join('_'),
    kebab: `${lower.join('-')}-${version}`,
    camel: subject.charAt(0).toLowerCase() + subject.slice(1),
    exported: isOurs ? version : family + version.toUpperCase(),
    stubsOf: isOurs ? version : `${family}-${version}`,
  };
}
