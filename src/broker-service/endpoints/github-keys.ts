import { z } from 'zod';
import type { GuardedFetch } from '../../broker/guarded-fetch.ts';

const Keys = z.object({
  public_keys: z
    .array(z.object({ key_identifier: z.string().regex(/^[0-9a-f]{8,128}$/), key: z.string().max(4096) }))
    .max(100),
});

/** Unknown keys are asked for no more often than this, in milliseconds, so that a forger cannot use up GitHub's limit. */
const MIN_INTERVAL_MS = 60_000;

/** A key that GitHub took back is believed no longer than this, in milliseconds. */
const MAX_AGE_MS = 3_600_000;

/** GitHub's public keys for secret-scanning alerts. */
export interface GitHubKeys {
  /** The PEM text of a key; undefined for an id that GitHub does not list. */
  find(id: string): Promise<string | undefined>;
}

/**
 * Keeps GitHub's keys, and asks for them again when an unknown one is named and once an hour, conditionally (ETag), since
 * the address is limited like any other of GitHub's API. While GitHub does not answer, those that were known stay good.
 *
 * @param url from the operator's file
 * @param now milliseconds since the epoch
 */
export function createGitHubKeys(fetch: GuardedFetch, url: string, now: () => number): GitHubKeys {
  let keys = new Map<string, string>();
  let etag: string | undefined;
  let askedAt = -Infinity;
  let readAt = -Infinity;
  let asking: Promise<void> | undefined;

  const ask = async (): Promise<void> => {
    askedAt = now();
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...(etag === undefined ? {} : { 'if-none-match': etag }) },
    });
    if (response.status === 304) {
      readAt = now();
      return;
    }
    const parsed = Keys.safeParse(await response.json().catch(() => undefined));
    if (response.status !== 200 || !parsed.success) return;
    etag = response.headers.get('etag') ?? undefined;
    readAt = now();
    keys = new Map(parsed.data.public_keys.map((one) => [one.key_identifier, one.key]));
  };
  return {
    async find(id) {
      if (keys.has(id) && now() - readAt < MAX_AGE_MS) return keys.get(id);
      if (asking === undefined && now() - askedAt >= MIN_INTERVAL_MS) {
        asking = ask()
          .catch(() => undefined)
          .finally(() => (asking = undefined));
      }
      await asking;
      return keys.get(id);
    },
  };
}
