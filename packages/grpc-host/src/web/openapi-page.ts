import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerRead } from './answer-read.js';
import type { ApiInfo } from './openapi.js';
import type { Route } from './routes.js';

/**
 * Answers with the OpenAPI document of services. It is made when somebody asks, because few do.
 *
 * @param routes the methods of these services, and perhaps of others
 * @param names the full names of the services
 */
export function openApiPage(
  routes: ReadonlyMap<string, Route>,
  names: readonly string[],
  api: ApiInfo,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  let making: Promise<string> | undefined;
  return async (request, response) => {
    making ??= openApiText(routes, names, api);
    answerRead(request, response, { type: 'application/json', text: await making });
  };
}

async function openApiText(
  routes: ReadonlyMap<string, Route>,
  names: readonly string[],
  api: ApiInfo,
): Promise<string> {
  const { openApiDocument } = await import('./openapi.js');
  const services = new Set([...routes.values()].map(({ handler }) => handler.service));
  const described = [...services].filter(({ typeName }) => names.includes(typeName));
  return JSON.stringify(openApiDocument({ ...api, services: described }));
}
