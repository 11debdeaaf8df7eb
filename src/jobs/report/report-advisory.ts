import { LimitReached } from '../../github/limit-reached.ts';
import { recordAudit } from '../../inventory/audit.ts';
import type { IncidentReport } from '../../inventory/report.ts';
import { publishAdvisory } from '../../respond/publish-advisory.ts';
import { renderAdvisory } from '../../respond/render-advisory.ts';
import { noteGap } from '../installations/note-gap.ts';
import type { JobContext } from '../queue/context.ts';
import { namedReplacements } from './named-replacements.ts';
import { digestOf } from './report-rules.ts';

interface Where {
  readonly owner: string;
  readonly name: string;
}

const readRow = ({ db }: JobContext, incidentId: string) =>
  db.selectFrom('advisories').selectAll().where('incident_id', '=', incidentId).executeTakeFirst();

/** Says that one is about to be written: if the answer is lost, the next try looks for it. */
async function attempt({ db }: JobContext, incidentId: string, { owner, name }: Where): Promise<void> {
  await db
    .insertInto('advisories')
    .values({ incident_id: incidentId, owner, repository: name, ghsa_id: null, digest: null, shown: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Brings the draft security advisory of a credential in a public repository up to date, and closes it.
 *
 * @param where the repository; one that was written earlier stays where it is
 * @returns whether there is one
 */
export async function reportAdvisory(
  context: JobContext,
  installationId: number,
  where: Where,
  incident: IncidentReport,
): Promise<boolean> {
  const { db, github } = context;
  const row = await readRow(context, incident.id);
  const rendered = renderAdvisory(incident, await namedReplacements(context, incident.exposures));
  const digest = digestOf(rendered);
  if (row?.digest === digest) return true;
  // What has ended and was never written down is not written any more.
  if (!row && rendered.closed) return false;
  await attempt(context, incident.id, where);
  const octokit = await github.forInstallation(installationId);
  const place = row ? { owner: row.owner, name: row.repository } : where;
  const forget = () => db.deleteFrom('advisories').where('incident_id', '=', incident.id).execute();
  const published = await publishAdvisory(octokit, place, rendered, {
    ...(row?.ghsa_id ? { existingId: row.ghsa_id } : {}),
    mayExist: row !== undefined,
    ...(row?.shown ? { shown: row.shown } : {}),
    login: () => github.login(),
  }).catch(async (error: unknown) => {
    // Refused before it was sent: the next try need not look for it.
    if (error instanceof LimitReached && error.creates && !row) await forget();
    throw error;
  });
  if (published.outcome === 'refused') {
    if (!row?.ghsa_id) await forget();
    await noteGap(context, installationId, 'repository_advisories:write');
    return false;
  }
  const subject = {
    installationId,
    kind: 'advisory',
    id: published.ghsaId,
    incidentId: incident.id,
  } as const;
  await recordAudit(db, subject, 'rekey', { event: 'advisory_written' });
  await db
    .updateTable('advisories')
    .set({ ghsa_id: published.ghsaId, digest, shown: incident.state })
    .where('incident_id', '=', incident.id)
    .execute();
  return true;
}

/** Whether an advisory was written for an incident. */
export async function hasAdvisory(context: JobContext, incidentId: string): Promise<boolean> {
  return (await readRow(context, incidentId)) !== undefined;
}
