import { isDeepStrictEqual } from 'node:util';
import { afterAll, afterEach, expect } from '@jest/globals';
import nock from 'nock';
import { ProbotOctokit } from 'probot';
import { createGitHubValidator } from '../../../demo/world/github/openapi/validate-request.ts';
import type { Octokit } from '../../../src/github/types.ts';

export const REPOSITORY = { owner: 'acme', name: 'app' };

/** A client that neither waits nor retries, so that a test sees every request and every error. */
export function octokit(): Octokit {
  return new ProbotOctokit({
    auth: { token: 'none' },
    throttle: { enabled: false },
    retry: { enabled: false },
    log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
  });
}

const validate = createGitHubValidator();
const violations: string[] = [];

/** GitHub as the test describes it; anything else is refused, and every request is held against GitHub's OpenAPI. */
export function gitHub(): nock.Scope {
  nock.disableNetConnect();
  const scope = nock('https://api.github.com');
  scope.on('request', (request: Request, _interceptor: unknown, body: string) => {
    const url = new URL(request.url);
    // The target of a redirect is not in the description.
    if (url.pathname.startsWith('/repositories/')) return;
    const json: unknown = body === '' ? undefined : JSON.parse(body);
    violations.push(...validate(request.method, url.pathname, url.searchParams, json));
  });
  return scope;
}

/**
 * Every answer that was prepared must have been asked for. At the end nock is taken out again: it changes Node's own
 * modules, which the next file of the same jest worker shares, and a second nock there would hear the first one answer.
 */
export function answerForGitHub(): void {
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.cleanAll();
    expect(pending).toEqual([]);
    expect(violations.splice(0)).toEqual([]);
  });
  afterAll(() => {
    nock.enableNetConnect();
    nock.restore();
  });
}

/** A request's body must be this and nothing else. */
export function exactly(expected: object): (body: unknown) => boolean {
  return (body) => isDeepStrictEqual(body, expected);
}
