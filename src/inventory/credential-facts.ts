import type { Database } from '../store/database.ts';
import type { KnownTool, PrincipalKind } from '../store/credential-facts-table.ts';

/**
 * Whose a credential is and what it could do, as far as anybody said. The texts are a provider's, a server's or the
 * token's own: bounded, but hostile.
 */
export interface CredentialFacts {
  readonly owner?: string;
  readonly principalKind: PrincipalKind;
  readonly issuer?: string;
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly environment?: string;
  readonly issuedAt?: Date;
  readonly expiresAt?: Date;
  readonly lastUsedAt?: Date;
  /** Absent where no server was asked. */
  readonly tools?: readonly KnownTool[];
  /** There were more tools than are listed. */
  readonly moreTools: boolean;
  /** `offline`: read from the value itself. `provider`: the provider answered. */
  readonly source: 'offline' | 'provider';
  readonly describedAt: Date;
}

/** What is known of a credential; undefined when nobody asked. */
export async function readCredentialFacts(
  db: Database,
  credentialId: string,
): Promise<CredentialFacts | undefined> {
  const row = await db
    .selectFrom('credential_facts')
    .selectAll()
    .where('credential_id', '=', credentialId)
    .executeTakeFirst();
  if (!row) return undefined;
  return {
    principalKind: row.principal_kind,
    scopes: row.scopes,
    audience: row.audience,
    moreTools: row.more_tools,
    source: row.source,
    describedAt: row.described_at,
    ...(row.owner === null ? {} : { owner: row.owner }),
    ...(row.issuer === null ? {} : { issuer: row.issuer }),
    ...(row.environment === null ? {} : { environment: row.environment }),
    ...(row.issued_at === null ? {} : { issuedAt: row.issued_at }),
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: row.last_used_at }),
    ...(row.tools === null ? {} : { tools: row.tools }),
  };
}
