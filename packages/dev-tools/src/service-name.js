/** Words of letters, so that every tool makes the same names of them. */
const SERVICE = /^(?:[A-Z][a-z]+)+Service$/;

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
 * @param {string} fullName
 * @returns {string | undefined} why it is no name for a service; undefined if it is one
 */
export function serviceNameProblem(fullName) {
  const parts = fullName.split('.');
  const [family = '', version = '', service = ''] = parts;
  if (parts.length !== 3)
    return `it must have three parts, such as book, v1 and LendingService, and has ${parts.length}`;
  if (!/^[a-z]+$/.test(family)) return `its first part must be lower-case letters, not ${JSON.stringify(family)}`;
  if (!/^v[1-9]\d*$/.test(version)) return `its version must be v1, v2 and so on, not ${JSON.stringify(version)}`;
  if (!service.endsWith('Service')) return `its last part must end with Service, not ${JSON.stringify(service)}`;
  if (SERVICE.test(service)) return undefined;
  const rule = 'words of two letters or more before Service, each with only its first letter in upper case';
  return `its last part must be ${rule}, not ${JSON.stringify(service)}`;
}

/**
 * @param {string} fullName a name without problems, such as `book.v1.LendingService`
 * @returns {ServiceName}
 */
export function parseServiceName(fullName) {
  const [family = '', version = '', service = ''] = fullName.split('.');
  const subject = service.slice(0, -'Service'.length);
  const words = subject.match(/[A-Z][a-z]+/g) ?? [];
  const lower = words.map((word) => word.toLowerCase());
  const isOurs = family === 'movie';
  return {
    fullName,
    contract: `${family}.${version}`,
    service,
    subject,
    home: `${family}/${version}`,
    snake: lower.join('_'),
    kebab: `${lower.join('-')}-${version}`,
    camel: subject.charAt(0).toLowerCase() + subject.slice(1),
    exported: isOurs ? version : family + version.toUpperCase(),
    stubsOf: isOurs ? version : `${family}-${version}`,
  };
}
