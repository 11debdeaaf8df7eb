import type { IssuerFacts } from '../governance/records.ts';
import type { Database } from '../store/database.ts';

/** Keeps what the metadata of a server said that the organisation's policy registers. */
export async function recordIssuer(
  db: Database,
  installationId: number,
  url: string,
  { origin, hasRevocation, issuerMatches, hasResourceMetadata }: IssuerFacts,
): Promise<void> {
  const facts = {
    origin,
    has_revocation: hasRevocation ?? null,
    issuer_matches: issuerMatches ?? null,
    has_resource_metadata: hasResourceMetadata ?? null,
    read_at: new Date(),
  };
  await db
    .insertInto('register_issuers')
    .values({ installation_id: installationId, url, ...facts })
    .onConflict((conflict) => conflict.columns(['installation_id', 'url']).doUpdateSet(facts))
    .execute();
}

/** What was kept of servers, by the address under which the policy registers them; of no others. */
export async function readIssuers(
  db: Database,
  installationId: number,
  urls: readonly string[],
): Promise<ReadonlyMap<string, IssuerFacts>> {
  if (urls.length === 0) return new Map();
  const rows = await db
    .selectFrom('register_issuers')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('url', 'in', urls)
    .execute();
  return new Map(
    rows.map((row) => [
      row.url,
      {
        origin: row.origin,
        ...(row.has_revocation === null ? {} : { hasRevocation: row.has_revocation }),
        ...(row.issuer_matches === null ? {} : { issuerMatches: row.issuer_matches }),
        ...(row.has_resource_metadata === null ? {} : { hasResourceMetadata: row.has_resource_metadata }),
      },
    ]),
  );
}

/** Forgets servers that the policy registers no more. */
export async function forgetIssuers(
  db: Database,
  installationId: number,
  urls: readonly string[],
): Promise<void> {
  await db
    .deleteFrom('register_issuers')
    .where('installation_id', '=', installationId)
    .$if(urls.length > 0, (query) => query.where('url', 'not in', urls))
    .execute();
}
