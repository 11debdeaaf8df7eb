/** Counts the requests of each client. */
export interface RateLimit {
  /** Seconds to wait before this request may come; undefined when it may. */
  check(client: string): number | undefined;
}

/** More than clients and honest addresses ever are; then the longest unused buckets, which are full again, are dropped. */
const MAX_BUCKETS = 10_000;

/** A bucket for each client that holds a minute's requests and fills steadily. @param now milliseconds since the epoch */
export function createRateLimit(perMinute: number, now: () => number): RateLimit {
  const buckets = new Map<string, { level: number; at: number }>();
  return {
    check(client) {
      const at = now();
      const bucket = buckets.get(client) ?? { level: perMinute, at };
      bucket.level = Math.min(perMinute, bucket.level + ((at - bucket.at) / 60_000) * perMinute);
      bucket.at = at;
      // Set anew, so that the map is in the order of use.
      buckets.delete(client);
      buckets.set(client, bucket);
      for (const oldest of buckets.keys()) {
        if (buckets.size <= MAX_BUCKETS) break;
        buckets.delete(oldest);
      }
      if (bucket.level < 1) return Math.max(1, Math.ceil(((1 - bucket.level) / perMinute) * 60));
      bucket.level -= 1;
      return undefined;
    },
  };
}
