import { createHash, randomUUID } from 'node:crypto';
import type { Selectable, Updateable } from 'kysely';
import { revokeModeFor } from '../../policy/merge-revoke.ts';
import type { Policy, RotateRule } from '../../policy/policy.ts';
import type { Database } from '../../store/database.ts';
import type { RenewalsTable } from '../../store/renewals-table.ts';

/** What is kept of a place that is renewed. */
export type RenewalRow = Selectable<RenewalsTable>;

/** A rule that names a schedule. */
export interface Scheduled {
  readonly provider: string;
  readonly type: string;
  readonly server?: string;
  readonly path: string;
  readonly field: string;
  readonly everySeconds: number;
  readonly overlapSeconds: number;
}

/** Who reads the field has so long to read it again, whatever the rule says of a leak. */
const LEAST_OVERLAP_SECONDS = 3600;

function scheduledOf({
  provider,
  type,
  server,
  target,
  everySeconds,
  overlapSeconds,
}: RotateRule): readonly Scheduled[] {
  if (everySeconds === undefined || type === undefined || target.kind !== 'vault') return [];
  const { path, field } = target;
  const overlap = Math.max(overlapSeconds, LEAST_OVERLAP_SECONDS);
  return [
    {
      provider,
      type,
      path,
      field,
      everySeconds,
      overlapSeconds: overlap,
      ...(server === undefined ? {} : { server }),
    },
  ];
}

/**
 * The schedules of a policy, by their places; none where it only observes, or ends nothing without a person who says so by
 * changing it. The schedule itself is the organisation's word, so it answers `ask`.
 */
export function schedulesOf({ mode, revoke, rotate = [] }: Policy): ReadonlyMap<string, Scheduled> {
  if (mode !== 'enforce' || revokeModeFor(revoke, undefined) === 'never') return new Map();
  const all = rotate.flatMap(scheduledOf);
  // The first rule of a place counts.
  return new Map(all.toReversed().map((one) => [`${one.path}#${one.field}`, one]));
}

/** The App's name for what stands there: it names no value, for it knows none. */
export const nameOf = ({ installation_id: id, place }: RenewalRow): string =>
  createHash('sha256').update(`rekey renewal ${id} ${place}`).digest('hex');

/** Brings the rows in line with the rules. What is under way is followed to its end, whatever the rules say by now. */
export async function readRenewalRows(
  db: Database,
  installationId: number,
  schedules: ReadonlyMap<string, Scheduled>,
): Promise<readonly RenewalRow[]> {
  for (const [place, { provider, type, server = null }] of schedules)
    await db
      .insertInto('renewals')
      .values({
        id: randomUUID(),
        installation_id: installationId,
        place,
        provider,
        type,
        server,
        key: null,
        rotation_id: null,
        failure: null,
      })
      .onConflict((conflict) =>
        conflict.columns(['installation_id', 'place']).doUpdateSet({ provider, type, server }),
      )
      .execute();
  await db
    .deleteFrom('renewals')
    .where('installation_id', '=', installationId)
    .where('rotation_id', 'is', null)
    .$if(schedules.size > 0, (query) => query.where('place', 'not in', [...schedules.keys()]))
    .execute();
  return db
    .selectFrom('renewals')
    .selectAll()
    .where('installation_id', '=', installationId)
    .orderBy('place')
    .execute();
}

/** Changes one. @returns the row as it is then */
export function keepRenewal(
  db: Database,
  { id }: RenewalRow,
  change: Updateable<RenewalsTable>,
): Promise<RenewalRow> {
  return db.updateTable('renewals').set(change).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}
