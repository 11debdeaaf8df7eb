import { readServerMetadata } from '../../broker/read-server-metadata.ts';
import type { Policy } from '../../policy/policy.ts';
import { forgetIssuers, recordIssuer } from '../../register/issuers.ts';
import { inOrder } from '../../sources/in-order.ts';
import type { JobContext } from '../queue/context.ts';

/** So many servers are asked in one run, a few at once, and no longer than this. */
const MAX_SERVERS = 200;
const WIDTH = 4;
const MAX_MS = 120_000;

/**
 * Asks the servers that the organisation's policy registers what they and their authorization servers say of themselves. No
 * other is asked: an address that only stands in a text of a repository gets nothing from us. What could not be reached
 * keeps what it said last.
 */
export async function readIssuers(
  { db, egress, log }: JobContext,
  installationId: number,
  { servers, issuers }: Policy,
  signal: AbortSignal,
): Promise<void> {
  const urls = [...new Set(servers.map(({ url }) => url))];
  await forgetIssuers(db, installationId, urls);
  if (!egress) return;
  const limit = AbortSignal.any([signal, AbortSignal.timeout(MAX_MS)]);
  const read = async (url: string) => ({
    url,
    facts: limit.aborted ? undefined : await readServerMetadata(egress, url, issuers, limit),
  });
  let silent = 0;
  for await (const { url, facts } of inOrder(urls.slice(0, MAX_SERVERS), WIDTH, read))
    if (facts) await recordIssuer(db, installationId, url, facts);
    else silent += 1;
  if (silent > 0)
    log.info({ installation: installationId, servers: silent }, 'registered servers did not say who issues');
}
