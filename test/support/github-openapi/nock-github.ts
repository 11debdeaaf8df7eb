import nock from 'nock';
import { createGitHubValidator } from '../../../demo/world/github/openapi/validate-request.ts';
import { expectNoViolations } from './expect-no-violations.ts';

/** A request that a test's code sent to the mocked GitHub. */
export interface ObservedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: unknown;
  readonly violations: readonly string[];
}

/** GitHub mocked with nock, every request checked against GitHub's own OpenAPI description. */
export interface NockGitHub {
  /** Where a test says what GitHub answers: `github.scope.get('/repos/o/r').reply(200, …)`. */
  readonly scope: nock.Scope;
  /** What was sent so far, in order. */
  readonly requests: readonly ObservedRequest[];
  /** Call it at the end of each test: throws for a violation or an answer that was not fetched, and cleans up. */
  done(): void;
}

function parsed(body: string): unknown {
  if (body === '') return undefined;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

/** Puts a mocked GitHub in the place of https://api.github.com (or another base URL) until `done` is called. */
export function nockGitHub(baseUrl = 'https://api.github.com'): NockGitHub {
  const validate = createGitHubValidator();
  const requests: ObservedRequest[] = [];
  const scope = nock(baseUrl);
  const prefix = new URL(baseUrl).pathname.replace(/\/$/, '');

  scope.on('request', (request: Request, _interceptor: unknown, body: string) => {
    const url = new URL(request.url);
    const path = url.pathname.slice(prefix.length);
    const json = parsed(body);
    const violations = validate(request.method, path, url.searchParams, json);
    requests.push({ method: request.method, path, query: url.search, body: json, violations });
  });

  const done = () => {
    try {
      expectNoViolations(requests);
      scope.done();
    } finally {
      nock.cleanAll();
    }
  };
  return { scope, requests, done };
}
