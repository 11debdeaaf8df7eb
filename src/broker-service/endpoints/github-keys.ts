import { z } from 'zod';
import type { GuardedFetch } from '../../broker/guarded-fetch.ts';

/** One entry that is of another form is left out; the others are as good as before. */
const KeyList = z.object({ public_keys: z.array(z.unknown()).max(100) });
const Key = z.object({ key_identifier: z.string().regex(/^[0-9a-f]{8,128}$/), key: z.string().max(4096) });

/** Unknown keys are asked for no more often than this, in milliseconds, so that a forger cannot use up GitHub's limit. */
const MIN_INTERVAL_MS = 60_000;

/** A key that GitHub took back is believed no longer than this, in milliseconds. */
const MAX_AGE_MS = 3_600_000;

/** The PEM text of a key; or GitHub does not list it; or GitHub does not say, and may be asked again. */
export type FoundKey =
  | { readonly pem: string }
  | { readonly missing: 'unlisted' }
  | { readonly missing: 'unreachable'; readonly retryAfterSeconds: number };

/** GitHub's public keys for secret-scanning alerts. */
export interface GitHubKeys {
  find(id: string): Promise<FoundKey>;
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
    const parsed = KeyList.safeParse(await response.json().catch(() => undefined));
    if (response.status !== 200 || !parsed.success) return;
    etag = response.headers.get('etag') ?? undefined;
    readAt = now();
    const listed = parsed.data.public_keys.flatMap((one) => Key.safeParse(one).data ?? []);
    keys = new Map(listed.map((one) => [one.key_identifier, one.key]));
  };
  const known = (id: string): FoundKey | undefined => {
    const pem = keys.get(id);
    return pem === undefined ? undefined : { pem };
  };
  return {
    async find(id) {
      const fresh = now() - readAt < MAX_AGE_MS ? known(id) : undefined;
      if (fresh) return fresh;
      if (asking === undefined && now() - askedAt >= MIN_INTERVAL_MS) {
        asking = ask()
          .catch(() => undefined)
          .finally(() => (asking = undefined));
      }
      await asking;
      const found = known(id);
      if (found) return found;
      // The last answer is the list that a key would be on; without one nobody knows whether it is.
      if (readAt >= askedAt) return { missing: 'unlisted' };
      const wait = askedAt + MIN_INTERVAL_MS - now();
      return { missing: 'unreachable', retryAfterSeconds: Math.max(1, Math.ceil(wait / 1000)) };
    },
  };
}
