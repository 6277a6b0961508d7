/** @typedef {import('./service-name.js').ServiceName} ServiceName */

/**
 * The new files of a service, by their paths.
 *
 * @param {ServiceName} name
 * @returns {Readonly<Record<'contract' | 'service' | 'test', { path: string, text: string }>>}
 */
export function newFiles(name) {
  const services = 'packages/movie-server/src/services';
  return {
    contract: { path: `packages/movie-proto/proto/${name.home}/${name.snake}_service.proto`, text: contractText(name) },
    service: { path: `${services}/${name.kebab}.ts`, text: serviceText(name) },
    test: { path: `${services}/${name.kebab}.test.ts`, text: testText(name) },
  };
}

/** @param {ServiceName} name */
function contractText({ contract, service, subject }) {
  return `// What the service ${service} takes and gives.
syntax = "proto3";

package ${contract};

// Says in one sentence what the service is for.
service ${service} {
  // Says what the call does, and which errors it has.
  rpc Get${subject}(Get${subject}Request) returns (Get${subject}Response) {
    // It changes nothing: take this line out of a call that does.
    option idempotency_level = NO_SIDE_EFFECTS;
  }
}

// Which one to get.
message Get${subject}Request {
  // Required.
  string id = 1;
}

// What there is.
message Get${subject}Response {
  // The id that was asked for.
  string id = 1;
  // A text about it.
  string text = 2;
}
`;
}

/** @param {ServiceName} name */
function serviceText({ fullName, service, subject, kebab, camel, exported }) {
  return `import { boundRequests, defineService, notImplemented, type Service } from 'grpc-host';
import { ${exported} } from 'movie-proto';

/** \`${fullName}\`. A call that the contract has, and that is missing here, does not compile. */
export function ${functionName(camel, kebab)}(): Service {
  return defineService(boundRequests(${exported}.${service}Service), {
    get${subject}: notImplemented,
  });
}
`;
}

/** @param {ServiceName} name */
function testText({ fullName, service, subject, exported }) {
  return `import { status } from '@grpc/grpc-js';
import { expect, test } from '@jest/globals';
import { ${exported} } from 'movie-proto';
import { ask, failure } from 'test-kit';
import { startServer } from '../testing/start-server.js';

const { get${subject} } = ${exported}.${service}Service;

test('${fullName} has no code for its call yet', async () => {
  await using server = await startServer();
  expect(await failure(ask(server.client, get${subject}, { id: '1' }))).toMatchObject({
    code: status.UNIMPLEMENTED,
    reason: 'NOT_IMPLEMENTED',
  });
});
`;
}

/**
 * Where existing files name a service: what comes to the end of what `at` finds.
 *
 * @typedef {{ path: string, at: RegExp, text: string }} Addition
 */

/**
 * @param {ServiceName} name
 * @param {boolean} isFirst whether its package has no service yet
 * @returns {readonly Addition[]}
 */
export function additions({ home, service, snake, kebab, camel, exported, stubsOf, contract }, isFirst) {
  const make = functionName(camel, kebab);
  // Another version of the package may have a service of this name.
  const definition = `${service}${versionOf(kebab)}`;
  const stub = `./gen/${home}/${snake}_service.js`;
  const proto = 'packages/movie-proto/src';
  const server = 'packages/movie-server/src/server.ts';
  const door = `/** Package \`${contract}\`. */\nexport * as ${exported} from './${stubsOf}.js';\n`;
  return [
    ...(isFirst ? [{ path: `${proto}/index.ts`, at: /$/, text: door }] : []),
    { path: `${proto}/${stubsOf}.ts`, at: /$/, text: `export * from '${stub}';\n` },
    { path: `${proto}/reads.ts`, at: /^/, text: `import { ${service}Definition as ${definition} } from '${stub}';\n` },
    { path: `${proto}/reads.ts`, at: /\bnew Set\(\[[^\]]*?(?=,?\s*\])/, text: `, ...readsOf(${definition})` },
    { path: server, at: /^/, text: `import { ${make} } from './services/${kebab}.js';\n` },
    { path: server, at: /\bservices: \[[^\]]*?(?=,?\s*\])/, text: `, ${make}()` },
  ];
}

/**
 * @param {string} camel
 * @param {string} kebab
 */
function functionName(camel, kebab) {
  return `${camel}Service${versionOf(kebab)}`;
}

/** @param {string} kebab */
function versionOf(kebab) {
  return kebab.slice(kebab.lastIndexOf('-') + 1).toUpperCase();
}
