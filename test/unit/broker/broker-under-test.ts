import { afterAll } from '@jest/globals';
import type { Broker, Outcome } from '../../../src/broker/broker.ts';
import { createEmbeddedBroker } from '../../../src/broker/embedded-broker.ts';
import {
  createGuardedFetch,
  parseEgressAllow,
  type GuardedFetch,
} from '../../../src/broker/guarded-fetch.ts';

const open: GuardedFetch[] = [];
afterAll(async () => {
  await Promise.all(open.splice(0).map((fetch) => fetch.close()));
});

/** As patient as tests can be. */
const SHORT_WAITS = [0, 20, 40, 80, 160];

/** The embedded broker as the server makes it, with loopback opened by the operator's exceptions. */
export function makeBroker(
  options: {
    readonly githubApiUrl?: string;
    readonly timeoutMs?: number;
    readonly allow?: string;
    now?: () => number;
  } = {},
): Broker {
  const { githubApiUrl = 'https://api.github.com', timeoutMs = 5000, allow = '127.0.0.1', now } = options;
  const fetch = createGuardedFetch({ allow: parseEgressAllow(allow), timeoutMs });
  open.push(fetch);
  return createEmbeddedBroker({ fetch, githubApiUrl, waits: SHORT_WAITS, ...(now ? { now } : {}) });
}

/** The outcome's events, each with its status. */
export function eventsOf({ evidence }: Outcome): readonly string[] {
  return evidence.map(({ event, http }) => (http === undefined ? event : `${event} ${http}`));
}
