import { sql, type Kysely } from 'kysely';
import { echoes } from '../base/echoes.ts';
import { plain } from '../base/plain.ts';
import type { Secret } from '../base/secret.ts';
import type { Schema } from '../store/schema.ts';
import type { CredentialFacts } from './credential-facts.ts';
import { createScrub, type Scrub } from './scrub.ts';

const MAX_TEXT = 120;
const MAX_NAME = 80;
const MAX_SCOPES = 40;
const MAX_AUDIENCES = 8;
const MAX_TOOLS = 200;

/** What was learned; what nobody said is absent. */
export type LearnedFacts = Partial<Omit<CredentialFacts, 'describedAt'>>;

/** Makes a text of a provider one that may be kept: one short line without any part of the value or another token. */
function createShow(secret: Secret, redactKnownFormats: (text: string) => string) {
  const scrub: Scrub = createScrub([secret], redactKnownFormats);
  return (text: string, max: number): string => {
    // Scrubbed before it is cut: half a token has no format any more.
    const shown = plain(scrub(text)).trim().slice(0, max).toWellFormed();
    return echoes(shown, secret.reveal()) ? '[redacted]' : shown;
  };
}

/**
 * Keeps what was learned of a credential, beside what was known of it: the newer word counts where it says something.
 *
 * @param secret its value, which is taken out of every text
 * @param redactKnownFormats of the detector
 */
export async function recordFacts(
  db: Kysely<Schema>,
  credentialId: string,
  facts: LearnedFacts,
  { secret, redactKnownFormats }: Hiding,
): Promise<void> {
  const show = createShow(secret, redactKnownFormats);
  const text = (value: string | undefined) => (value === undefined ? null : show(value, MAX_TEXT) || null);
  const list = (texts: readonly string[] | undefined, most: number) =>
    JSON.stringify((texts ?? []).slice(0, most).flatMap((one) => text(one) ?? []));
  const tools = facts.tools?.slice(0, MAX_TOOLS).map((tool) => ({
    ...tool,
    name: show(tool.name, MAX_NAME) || 'unnamed',
  }));
  await db
    .insertInto('credential_facts')
    .values({
      credential_id: credentialId,
      owner: text(facts.owner),
      principal_kind: facts.principalKind ?? 'unknown',
      issuer: text(facts.issuer),
      scopes: list(facts.scopes, MAX_SCOPES),
      audience: list(facts.audience, MAX_AUDIENCES),
      environment: text(facts.environment),
      issued_at: facts.issuedAt ?? null,
      expires_at: facts.expiresAt ?? null,
      last_used_at: facts.lastUsedAt ?? null,
      tools: tools === undefined ? null : JSON.stringify(tools),
      more_tools: facts.moreTools === true || (facts.tools?.length ?? 0) > MAX_TOOLS,
      source: facts.source ?? 'offline',
      described_at: new Date(),
    })
    .onConflict((conflict) => conflict.column('credential_id').doUpdateSet(MERGED))
    .execute();
}

/** What has to stay out of the facts. */
export interface Hiding {
  readonly secret: Secret;
  readonly redactKnownFormats: (text: string) => string;
}

const said = (column: string) =>
  sql<never>`coalesce(excluded.${sql.ref(column)}, credential_facts.${sql.ref(column)})`;
const listed = (column: string) =>
  sql<never>`case when excluded.${sql.ref(column)} = '[]'::jsonb then credential_facts.${sql.ref(column)}
    else excluded.${sql.ref(column)} end`;

const MERGED = {
  owner: said('owner'),
  issuer: said('issuer'),
  environment: said('environment'),
  issued_at: said('issued_at'),
  expires_at: said('expires_at'),
  last_used_at: said('last_used_at'),
  tools: said('tools'),
  scopes: listed('scopes'),
  audience: listed('audience'),
  principal_kind: sql<never>`case when excluded.principal_kind = 'unknown' then credential_facts.principal_kind
    else excluded.principal_kind end`,
  more_tools: sql<never>`case when excluded.tools is null then credential_facts.more_tools
    else excluded.more_tools end`,
  source: sql<never>`case when excluded.source = 'offline' then credential_facts.source else excluded.source end`,
  described_at: sql<never>`excluded.described_at`,
};
