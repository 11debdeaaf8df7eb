import { fingerprint } from '../../base/keys.ts';
import type { Finding } from '../../detect/index.ts';
import { isDead, isPending, type IncidentState } from '../../inventory/state.ts';
import type { JobContext } from '../queue/context.ts';

/** A credential whose replacement may be spoken of. */
export interface OfferedCredential {
  readonly incidentId: string;
  readonly fingerprint: string;
  readonly state: IncidentState;
  /** Files that held it, as stored. */
  readonly paths: readonly string[];
}

/**
 * Whether its replacement may be offered: once nothing is under way any more. Where the public can read, an offer says
 * where a credential stands, so there it has to be dead.
 */
export function mayOffer(state: IncidentState, isPrivate: boolean): boolean {
  return isDead(state) || (isPrivate && !isPending(state) && state !== 'dismissed');
}

/** The credentials in files of a repository whose replacement may be offered. */
export async function readOffered(
  context: JobContext,
  repositoryId: number,
  isPrivate: boolean,
): Promise<readonly OfferedCredential[]> {
  const rows = await context.db
    .selectFrom('exposures')
    .innerJoin('credentials', 'credentials.id', 'exposures.credential_id')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .select(['incidents.id', 'fingerprint', 'state', 'path'])
    .distinct()
    .where('exposures.repository_id', '=', repositoryId)
    .where('kind', '=', 'commit')
    .execute();
  return [...Map.groupBy(rows, ({ id }) => id).values()].flatMap(([first, ...more]) =>
    first && mayOffer(first.state, isPrivate)
      ? [
          {
            incidentId: first.id,
            fingerprint: first.fingerprint,
            state: first.state,
            paths: [first, ...more].map(({ path }) => path),
          },
        ]
      : [],
  );
}

/** Finds the credential of a finding among those that may be offered. */
export function offeredBy<T extends Pick<OfferedCredential, 'fingerprint'>>(
  context: Pick<JobContext, 'keys'>,
  offered: readonly T[],
): (finding: Finding) => T | undefined {
  const known = new Map(offered.map((one) => [one.fingerprint, one]));
  return ({ secret }) => known.get(fingerprint(context.keys, secret));
}
