import type { LeakedCredential } from '../../broker.ts';
import type { ProviderRecord } from '../record.ts';

/** Where a credential may have been issued. */
export interface Sites {
  /** Asked in this order; never empty. */
  readonly origins: readonly string[];
  /** True when there can be no other: a refusal by all of them means that the credential is dead. */
  readonly areAll: boolean;
}

/**
 * The origins to ask about a credential: the operator's own servers before the provider's, and first the one that stood
 * beside it when it is one of these. That one's refusal alone proves nothing, for whoever wrote the text chose it. Nothing
 * else that stood beside the credential is ever contacted.
 *
 * @param listed origins by provider, from the operator's configuration
 */
export function findSites(
  record: ProviderRecord,
  { serverUrl }: LeakedCredential,
  listed: Readonly<Record<string, readonly string[]>>,
): Sites | undefined {
  const own =
    record.selfHosted && Object.hasOwn(listed, record.provider) ? listed[record.provider] : undefined;
  const origins = [...(own ?? []), ...record.origins];
  const beside = serverUrl === undefined ? undefined : URL.parse(serverUrl)?.origin;
  if (origins.length === 0) return undefined;
  const first = origins.filter((origin) => origin === beside);
  return {
    origins: [...new Set([...first, ...origins])],
    areAll: record.selfHosted !== true,
  };
}
