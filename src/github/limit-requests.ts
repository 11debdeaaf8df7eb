import { setTimeout as delay } from 'node:timers/promises';
import { tally } from '../telemetry/spans.ts';
import { contentWrite, type ContentWrite } from './content-writes.ts';
import { LimitReached } from './limit-reached.ts';
import { Pace, rateOf, type Rate } from './pace.ts';
import type { Quota } from './quota.ts';
import { isGitHubError, rateLimitWait } from './retry-after.ts';
import { Slots } from './slots.ts';
import type { Octokit } from './types.ts';

/** GitHub allows 100 requests at once; several processes may share an installation. */
const AT_ONCE = 40;
/** What GitHub counts for a request: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api */
const READ_POINTS = 1;
const WRITE_POINTS = 5;
/** A job that would wait longer for points gives its place to another. */
const LONGEST_WAIT_MS = 10_000;

/** Takes the right to write content from the budget that all processes share. */
export type ReserveWrite = (
  installationId: number,
  write: ContentWrite,
) => Promise<{ readonly waitMs: number; readonly stepMs: number }>;

/** How the requests of an installation are held within GitHub's limits. */
export interface Limits {
  readonly quota: Quota;
  /** Points of requests a minute; GitHub allows 900. */
  readonly pointsPerMinute: number;
  readonly reserve: ReserveWrite;
  /** The server has limits even if it has not said so yet. */
  readonly always: boolean;
}

/** What the requests of one installation share in this process. */
interface Shared {
  readonly slots: Slots;
  readonly points: Pace;
  /** Until when the budget for writing is given away to jobs that were sent away, by kind of write. */
  readonly booked: Map<string, number>;
}

/** When a job that may not write now should come back: one after another, not all at the same moment. */
function book({ booked }: Shared, kind: string, waitMs: number, stepMs: number): number {
  const now = Date.now();
  const at = Math.max(now + waitMs, (booked.get(kind) ?? 0) + stepMs);
  booked.set(kind, at);
  return at - now;
}

/**
 * Makes the function that holds the clients of installations within GitHub's limits: requests an hour, points a
 * minute, requests at once, content a minute and an hour. What must wait is refused with {@link LimitReached} before
 * it is sent; the queue remembers it.
 */
export function createRequestLimits(limits: Limits): (octokit: Octokit, installationId: number) => void {
  const { quota, reserve } = limits;
  const pointRate: Rate = rateOf(limits.pointsPerMinute, 60_000);
  const shared = new Map<number, Shared>();
  const sharedOf = (id: number): Shared => {
    const own = shared.get(id) ?? {
      slots: new Slots(AT_ONCE),
      points: new Pace(pointRate),
      booked: new Map(),
    };
    shared.set(id, own);
    return own;
  };

  const refuseWhilePaused = (id: number): void => {
    const until = quota.pauses.until(String(id));
    if (until > 0) throw new LimitReached(until - Date.now(), { forAll: true });
    const state = quota.of(id);
    if (state?.remaining === 0) throw new LimitReached(state.resetAt - Date.now(), { forAll: true });
  };

  const takePoints = async (own: Shared, points: number): Promise<void> => {
    const waitMs = own.points.take(points);
    if (waitMs > LONGEST_WAIT_MS) throw new LimitReached(waitMs, { forAll: true });
    if (waitMs > 0) await delay(waitMs);
  };

  return (octokit, installationId) => {
    const own = sharedOf(installationId);
    const before = async (method: string, url: string, query: unknown): Promise<void> => {
      refuseWhilePaused(installationId);
      if (!limits.always && !quota.isLimited(installationId)) return;
      const write = contentWrite(method, url, query);
      if (write) {
        const { waitMs, stepMs } = await reserve(installationId, write);
        const kind = write.issue ? 'issue' : 'content';
        if (waitMs > 0)
          throw new LimitReached(book(own, kind, waitMs, stepMs), { forAll: false, creates: write.creates });
      }
      await takePoints(own, method === 'GET' || method === 'HEAD' ? READ_POINTS : WRITE_POINTS);
    };

    octokit.hook.wrap('request', (request, options) =>
      own.slots.run(async () => {
        await before(options.method, options.url, 'query' in options ? options['query'] : undefined);
        tally();
        try {
          const answer = await request(options);
          quota.note(installationId, answer.headers);
          return answer;
        } catch (error) {
          if (isGitHubError(error)) quota.note(installationId, error.response?.headers ?? {});
          const waitMs = rateLimitWait(error);
          if (waitMs !== undefined) quota.pauses.pause(String(installationId), Date.now() + waitMs);
          throw error;
        }
      }),
    );
  };
}
