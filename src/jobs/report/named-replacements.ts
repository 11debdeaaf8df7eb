import { replacementFor } from '../../detect/index.ts';
import type { NamedPlace } from '../../fix/index.ts';
import type { ExposureReport } from '../../inventory/report.ts';
import type { ReplacementFor } from '../../respond/rendered.ts';
import { withNames } from '../fix/variable-names.ts';
import type { JobContext } from '../queue/context.ts';

type Reported = Pick<ExposureReport, 'incidentId' | 'repository'> & NamedPlace;

const homeOf = ({ incidentId, repository: { owner, name } }: Reported) => `${incidentId}:${owner}/${name}`;
const keyOf = (exposure: Reported) =>
  JSON.stringify([homeOf(exposure), exposure.surface, exposure.slot, exposure.server, exposure.key]);

/** Of which repository and credential files are, by their incident and the name of the repository. */
async function readHomes({ db }: Pick<JobContext, 'db'>, incidentIds: readonly string[]) {
  const rows = await db
    .selectFrom('exposures')
    .innerJoin('incidents', 'incidents.credential_id', 'exposures.credential_id')
    .innerJoin('credentials', 'credentials.id', 'exposures.credential_id')
    .innerJoin('repositories', 'repositories.id', 'exposures.repository_id')
    .select(['incidents.id as incidentId', 'fingerprint', 'provider', 'repositories.id as repositoryId'])
    .select(['owner', 'name'])
    .distinct()
    .where('incidents.id', 'in', incidentIds)
    .where('exposures.kind', '=', 'commit')
    .execute();
  return new Map(rows.map((row) => [`${row.incidentId}:${row.owner}/${row.name}`, row]));
}

/**
 * What people are to write in place of each of these exposures, with the names that the suggestion and the pull request use:
 * of two credentials that would have the same one, each has its own.
 */
export async function namedReplacements(
  context: Pick<JobContext, 'db' | 'keys'>,
  exposures: readonly ExposureReport[],
): Promise<ReplacementFor> {
  // What is no file has its name already, and what nothing can stand in for needs none.
  const files = exposures.filter((one) => one.place === undefined && replacementFor(one) !== undefined);
  if (files.length === 0) return replacementFor;
  const homes = await readHomes(context, [...new Set(files.map(({ incidentId }) => incidentId))]);
  const known = Map.groupBy(files, (one) => homes.get(homeOf(one))?.repositoryId);
  const written = new Map<string, string | undefined>();
  for (const [repositoryId, own] of known) {
    if (repositoryId === undefined) continue;
    await withNames(context, repositoryId, (names) => {
      for (const exposure of own) {
        const home = homes.get(homeOf(exposure));
        if (!home) continue;
        const place = { ...exposure, provider: home.provider };
        const name = names.nameOf(place, home.fingerprint);
        written.set(keyOf(exposure), name && replacementFor(place, name));
      }
    });
  }
  return (exposure) =>
    exposure.place === undefined && written.has(keyOf(exposure))
      ? written.get(keyOf(exposure))
      : replacementFor(exposure);
}
