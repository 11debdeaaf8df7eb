import { createHash } from 'node:crypto';
import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, type Answer } from '../exchange.ts';
import type { InstallationStates, QuotaOfWorld } from '../installation-states.ts';

const MESSAGE = 'API rate limit exceeded for installation.';

const headersOf = ({ limit, remaining, reset }: QuotaOfWorld): Readonly<Record<string, string>> => ({
  'x-ratelimit-limit': String(limit),
  'x-ratelimit-remaining': String(remaining),
  'x-ratelimit-used': String(limit - remaining),
  'x-ratelimit-reset': String(reset),
  'x-ratelimit-resource': 'core',
});

const etagOf = ({ body }: Answer): string => `"${createHash('sha256').update(body).digest('hex')}"`;

/**
 * The primary rate limit of installations, and conditional requests: an answer that did not change is 304 and costs
 * nothing. https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api
 */
export function rateLimitRules(backend: Backend, states: InstallationStates): readonly Rule[] {
  return [
    {
      method: '*',
      pattern: /^\//,
      handle: async (request, next) => {
        const caller = backend.callers.identify(request);
        if (caller.kind !== 'installation') return next(request);
        const quota = states.quotaOf(caller.installationId);
        if (quota.remaining <= 0) return errorAnswer(403, MESSAGE, headersOf(quota));
        const answer = await next(request);
        const isQuery = request.method === 'GET' && answer.status === 200;
        const etag = isQuery ? etagOf(answer) : undefined;
        const asked = request.headers['if-none-match']?.replace(/^W\//, '');
        const unchanged = etag !== undefined && asked === etag;
        if (!unchanged) quota.remaining -= 1;
        const headers = {
          ...answer.headers,
          ...headersOf(quota),
          ...(etag === undefined ? {} : { etag: `W/${etag}` }),
        };
        return unchanged
          ? { status: 304, headers, body: Buffer.alloc(0) }
          : { status: answer.status, headers, body: answer.body };
      },
    },
  ];
}
