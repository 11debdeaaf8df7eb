import type { Place, PlaceKind } from '../github/place.ts';
import type { Database } from '../store/database.ts';
import { DEAD_STATES } from './state.ts';

/** The newest are looked at; an organisation with more has other worries than a preview. */
const INCIDENTS_MAX = 500;
const PLACES_MAX = 20_000;

/** A credential that is neither proved dead nor dismissed, with every place of it by the path that policy compares. */
export interface OpenIncident {
  /** Left alive because of policy: a person is waited for, or nobody revokes. */
  readonly held: boolean;
  readonly environment?: string;
  readonly places: readonly { readonly repositoryId: number; readonly path: string }[];
}

export interface OpenIncidents {
  readonly incidents: readonly OpenIncident[];
  /** There are more than were read. */
  readonly capped: boolean;
}

/** As docs/policy.md says for places that are no file. */
function policyPath(kind: PlaceKind, path: string, place: Place | null): string {
  if (kind === 'log') return 'actions/runs/log';
  if (place?.kind === 'artifact') return place.file;
  return kind === 'thread' ? `${path}.md` : path;
}

/**
 * The open incidents of an installation, newest first.
 *
 * @param repositoryId only those that were seen in this repository
 */
export async function readOpenIncidents(
  db: Database,
  installationId: number,
  repositoryId?: number,
): Promise<OpenIncidents> {
  const open = await db
    .selectFrom('incidents')
    .innerJoin('credentials', 'credentials.id', 'incidents.credential_id')
    .select(['credential_id', 'state', 'environment'])
    .where('installation_id', '=', installationId)
    .where('state', 'not in', [...DEAD_STATES, 'dismissed'])
    .$if(repositoryId !== undefined, (query) =>
      query.where((eb) =>
        eb.exists(
          eb
            .selectFrom('exposures')
            .select('exposures.id')
            .whereRef('exposures.credential_id', '=', 'incidents.credential_id')
            .where('exposures.repository_id', '=', repositoryId ?? 0),
        ),
      ),
    )
    .orderBy('incidents.created_at', 'desc')
    .limit(INCIDENTS_MAX + 1)
    .execute();
  if (open.length === 0) return { incidents: [], capped: false };
  const places = await db
    .selectFrom('exposures')
    .select(['credential_id', 'repository_id', 'kind', 'path', 'place'])
    .where(
      'credential_id',
      'in',
      open.slice(0, INCIDENTS_MAX).map((one) => one.credential_id),
    )
    .orderBy('credential_id')
    .limit(PLACES_MAX + 1)
    .execute();
  const byCredential = Map.groupBy(places, (one) => one.credential_id);
  // Of the last one some places may be missing, and then it is not known whether all of them are ignored.
  if (places.length > PLACES_MAX) byCredential.delete(places.at(-1)?.credential_id ?? '');
  const incidents = open.flatMap(({ credential_id, state, environment }): readonly OpenIncident[] => {
    const own = byCredential.get(credential_id);
    if (!own) return [];
    return [
      {
        held: state === 'approval_needed' || state === 'denied_by_policy',
        ...(environment === null ? {} : { environment }),
        places: own.map(({ repository_id, kind, path, place }) => ({
          repositoryId: repository_id,
          path: policyPath(kind, path, place),
        })),
      },
    ];
  });
  return { incidents, capped: incidents.length < open.length };
}
