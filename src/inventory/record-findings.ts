import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { fingerprint, type Keys } from '../base/keys.ts';
import { INSIDERS } from '../github/crowd.ts';
import { NO_ACCOUNT, readLogin } from '../github/login.ts';
import type { Place } from '../github/place.ts';
import type { RepositoryRef } from '../github/types.ts';
import type { Trx } from '../store/transaction.ts';
import { recordAudit, type AuditSubject } from './audit.ts';
import type { CheckFacts, Observation } from './observation.ts';
import { closeCheck, openCheck, showOnCheck } from './record-check.ts';
import { recordCredentials, type RecordedCredential } from './record-credentials.ts';
import type { Scrub } from './scrub.ts';

async function upsertRepository(trx: Trx, installationId: number, repository: RepositoryRef): Promise<void> {
  const facts = {
    owner: repository.owner,
    name: repository.name,
    private: repository.private,
    ...(repository.defaultBranch === '' ? {} : { default_branch: repository.defaultBranch }),
    removed_at: null,
    updated_at: new Date(),
  };
  await trx
    .insertInto('repositories')
    .values({ id: repository.id, installation_id: installationId, ...facts })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ installation_id: installationId, ...facts }),
    )
    .execute();
}

/** A place with every string in it scrubbed: jobs, steps and variables are named by people as well. */
function scrubPlace(place: Place, scrub: Scrub): string {
  return JSON.stringify(place, (_, value: unknown) => (typeof value === 'string' ? scrub(value) : value));
}

/** Nobody but who is known by a login: names and addresses of people are not kept. */
function authorOf({ author, place }: Observation): string | null {
  const known = author ?? (place?.kind === 'thread' ? place.author : undefined);
  return known === NO_ACCOUNT ? known : (readLogin(known) ?? null);
}

/** Whoever brought it last; but what the organisation's own people brought stays theirs. */
const CROWD = sql<string>`case when exposures.crowd = ${INSIDERS} then exposures.crowd else excluded.crowd end`;

/** It stands where it stood, and by now people of the organisation have brought it there as well. */
const broughtBy = ({ crowd = INSIDERS }: Observation) => (crowd === INSIDERS ? { crowd } : {});

async function upsertExposure(
  trx: Trx,
  repositoryId: number,
  credentialId: string,
  seen: Observation,
  scrub: Scrub,
  fresh: string[],
): Promise<string> {
  const { finding } = seen;
  const path = scrub(seen.path);
  if (seen.history) {
    // A later version of the file: what it adds is whether the credential stands in it to this day.
    const known = await trx
      .updateTable('exposures')
      .set({ ...(seen.atHead ? { at_head: true } : { history: true }), ...broughtBy(seen) })
      .where('credential_id', '=', credentialId)
      .where('repository_id', '=', repositoryId)
      .where('path', '=', path)
      .where('history', '=', true)
      .returning('id')
      .executeTakeFirst();
    if (known) return known.id;
  }
  if (!seen.introduced) {
    // It stands where it stood: the place is known already, whichever commit brought it.
    const known = await trx
      .selectFrom('exposures')
      .select('id')
      .where('credential_id', '=', credentialId)
      .where('repository_id', '=', repositoryId)
      .where('path', '=', path)
      .limit(1)
      .executeTakeFirst();
    if (known) {
      const change = broughtBy(seen);
      if (change.crowd !== undefined)
        await trx.updateTable('exposures').set(change).where('id', '=', known.id).execute();
      return known.id;
    }
  }
  const { id, isNew } = await trx
    .insertInto('exposures')
    .values({
      id: randomUUID(),
      credential_id: credentialId,
      repository_id: repositoryId,
      commit_sha: seen.commit,
      path,
      kind: seen.place?.kind ?? 'commit',
      place: seen.place === undefined ? null : scrubPlace(seen.place, scrub),
      at_head: seen.atHead ?? null,
      history: seen.history ?? false,
      start_line: seen.startLine,
      start_column: finding.span.startColumn,
      end_line: seen.endLine,
      end_column: finding.span.endColumn,
      surface: finding.surface,
      slot: finding.slot,
      confidence: finding.confidence,
      server: finding.server === undefined ? null : scrub(finding.server),
      key: finding.key === undefined ? null : scrub(finding.key),
      author: authorOf(seen),
      brought_by: readLogin(seen.broughtBy) ?? null,
      crowd: seen.crowd ?? INSIDERS,
      // Of several in one transaction the first counts as the first.
      seen_at: sql<Date>`clock_timestamp()`,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['credential_id', 'repository_id', 'commit_sha', 'path', 'start_line', 'start_column'])
        .doUpdateSet((eb) => ({
          end_line: seen.endLine,
          place: eb.ref('excluded.place'),
          at_head: eb.fn.coalesce('excluded.at_head', 'exposures.at_head'),
          author: eb.fn.coalesce('exposures.author', 'excluded.author'),
          brought_by: sql<string | null>`coalesce(nullif(exposures.brought_by, ''), excluded.brought_by)`,
          crowd: CROWD,
          confidence: eb.ref('excluded.confidence'),
          history: sql<boolean>`exposures.history or excluded.history`,
        })),
    )
    // A row that was updated has the transaction that did so in its xmax.
    .returning(['id', sql<boolean>`xmax = 0`.as('isNew')])
    .executeTakeFirstOrThrow();
  if (isNew) fresh.push(id);
  return id;
}

/** What a source found, and where. */
export interface FindingsToRecord {
  readonly installationId: number;
  readonly repository: RepositoryRef;
  readonly observations: readonly Observation[];
  /** The check run that shall show them; absent where no commit is judged. */
  readonly check?: CheckFacts;
}

/** What findings leave behind. */
export interface RecordedFindings {
  readonly checkId?: string;
  readonly credentials: readonly RecordedCredential[];
}

/** Records all that a source showed, in the caller's transaction. Doing it twice leaves the same rows. */
export async function recordFindings(
  trx: Trx,
  keys: Keys,
  { installationId, repository, observations, check }: FindingsToRecord,
  scrub: Scrub,
): Promise<RecordedFindings> {
  await upsertRepository(trx, installationId, repository);
  const open = check && (await openCheck(trx, repository.id, check));
  const credentials = await recordCredentials(trx, keys, installationId, observations, scrub, repository);
  const shown = new Set<string>();
  const news: AuditSubject[] = [];
  for (const seen of observations) {
    const credential = credentials.get(fingerprint(keys, seen.finding.secret));
    if (!credential) continue;
    const fresh: string[] = [];
    const exposureId = await upsertExposure(trx, repository.id, credential.credentialId, seen, scrub, fresh);
    const { incidentId } = credential;
    news.push(...fresh.map((id) => ({ installationId, kind: 'exposure' as const, id, incidentId })));
    if (open) await showOnCheck(trx, open.id, exposureId, seen);
    shown.add(exposureId);
  }
  if (open) await closeCheck(trx, open, shown);
  await recordAudit(trx, news, 'rekey', { event: 'exposure_seen' });
  return { ...(open ? { checkId: open.id } : {}), credentials: [...credentials.values()] };
}
