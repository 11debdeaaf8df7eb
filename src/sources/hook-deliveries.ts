import { z } from 'zod';
import type { Octokit } from '../github/types.ts';
import { readAnswer, statusOf } from './github-answer.ts';

const PER_PAGE = 100;
/** 50,000 deliveries: more than a server that takes them could have missed between two looks. */
const MAX_PAGES = 500;

const Page = z.array(
  z.object({
    id: z.number().int().positive(),
    guid: z.string().min(1).max(100),
    delivered_at: z.iso.datetime({ offset: true }),
  }),
);

/** An attempt of GitHub to deliver a webhook. */
export interface HookDelivery {
  readonly id: number;
  /** `X-GitHub-Delivery`: the same for all attempts. */
  readonly guid: string;
  readonly at: Date;
}

function nextCursor(link: string | undefined): string | undefined {
  const next = link?.split(',').find((part) => part.includes('rel="next"'));
  return /[?&]cursor=([^&>]+)/.exec(next ?? '')?.[1];
}

/**
 * Lists the deliveries of the App's webhook, newest first, a page at a time, back to a moment. GitHub keeps three days.
 * https://docs.github.com/rest/apps/webhooks#list-deliveries-for-an-app-webhook
 *
 * @param app a client of the App itself
 */
export async function* listDeliveries(app: Octokit, since: Date): AsyncGenerator<readonly HookDelivery[]> {
  let cursor: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page++) {
    const { data, headers } = await app.request('GET /app/hook/deliveries', {
      per_page: PER_PAGE,
      ...(cursor === undefined ? {} : { cursor: decodeURIComponent(cursor) }),
    });
    const batch = readAnswer(Page, data).map(({ id, guid, delivered_at }) => ({
      id,
      guid,
      at: new Date(delivered_at),
    }));
    yield batch.filter(({ at }) => at >= since);
    cursor = nextCursor(headers.link);
    if (cursor === undefined || batch.some(({ at }) => at < since)) return;
  }
}

/** Asks GitHub to deliver something once more; false when it no longer can. */
export async function redeliver(app: Octokit, deliveryId: number): Promise<boolean> {
  try {
    await app.request('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id: deliveryId });
    return true;
  } catch (error) {
    if (statusOf(error) === 404 || statusOf(error) === 422) return false;
    throw error;
  }
}
