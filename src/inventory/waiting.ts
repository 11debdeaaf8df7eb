import { INSIDERS } from '../github/crowd.ts';
import type { Database } from '../store/database.ts';

/** Who runs this installation, where the audit trail names people by their login. */
export const OPERATOR = 'operator';

/** As the audit trail names a person. */
export const actorOf = ({ login }: { readonly login: string }): string => `@${login}`;

/** True for an actor of the audit trail that is a person. */
export function isPerson(actor: string): boolean {
  return actor === OPERATOR || actor.startsWith('@');
}

/**
 * The repository in which the credential of an incident was seen first, under the name that it has today: it says who may
 * decide. Where people of the organisation brought it, no stranger chooses that. With its policy as it was read last.
 */
export function readHome(db: Database, incidentId: string) {
  return (
    db
      .selectFrom('exposures')
      .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
      .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
      .innerJoin('credentials', 'credentials.id', 'exposures.credential_id')
      .leftJoin('policies', 'policies.repository_id', 'repositories.id')
      .select(['repositories.id', 'repositories.owner', 'name', 'private', 'repositories.installation_id'])
      .select(['policy', 'environment'])
      .where('incidents.id', '=', incidentId)
      // What was said for one repository leaves the question open in the next.
      .orderBy((eb) =>
        eb.exists(
          eb
            .selectFrom('dismissals')
            .select('dismissals.incident_id')
            .whereRef('dismissals.incident_id', '=', 'incidents.id')
            .whereRef('dismissals.repository_id', '=', 'repositories.id'),
        ),
      )
      .orderBy((eb) => eb('crowd', '<>', INSIDERS))
      .orderBy('seen_at')
      .limit(1)
      .executeTakeFirst()
  );
}

/** For whom an incident waits: the broker that asked for a person of its own, or one whom policy lets decide. */
export async function readWaiting(db: Database, incidentId: string): Promise<'broker' | 'policy'> {
  const last = await db
    .selectFrom('audit')
    .select('actor')
    .where('incident_id', '=', incidentId)
    .where('event', '=', 'approval_needed')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.actor === 'broker' ? 'broker' : 'policy';
}

/** Whether a person has let it be revoked since it last waited for one. */
export async function wasApproved(db: Database, incidentId: string): Promise<boolean> {
  const last = await db
    .selectFrom('audit')
    .select(['event', 'actor'])
    .where('incident_id', '=', incidentId)
    .where('event', 'in', ['approved', 'approval_needed'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.event === 'approved' && isPerson(last.actor);
}

/** Whether a person was asked last and declined: who is asked again for the same would decide the same. */
export async function wasDeclined(db: Database, incidentId: string): Promise<boolean> {
  const last = await db
    .selectFrom('audit')
    .select('event')
    .where('incident_id', '=', incidentId)
    .where('event', 'in', ['approval_needed', 'declined'])
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last?.event === 'declined';
}
