import type { Octokit } from '../../github/types.ts';
import { ORGANISATION_FILE, pinName, readPins } from '../../inventory/name-pins.ts';
import type { PolicyFile } from '../../policy/policy-file.ts';
import type { NameNote } from '../../policy/preview/name-note.ts';
import type { PolicyCheckTask } from '../../sources/policy-check-task.ts';
import { isOrganisationPolicy } from '../judge/policies.ts';
import { lookUpName } from '../judge/pin-approvers.ts';
import type { JobContext } from '../queue/context.ts';

/**
 * The names of a policy file that let nobody decide or see: one request for each that the file lists. Who may open the
 * dashboard is for the organisation's file to say. Nothing is told to a fork, whose author could find out which teams there are.
 */
export async function doubtfulNames(
  { db }: Pick<JobContext, 'db'>,
  octokit: Octokit,
  { installationId, repository, ofFork }: PolicyCheckTask,
  { approvers = [], dashboard }: PolicyFile,
): Promise<readonly NameNote[]> {
  if (ofFork) return [];
  const isOrganisations = isOrganisationPolicy(repository);
  const viewers = isOrganisations ? (dashboard?.viewers ?? []) : [];
  const listed = new Map<string, NameNote['key']>([
    ...viewers.map((name) => [pinName(name), 'dashboard.viewers'] as const),
    ...approvers.map((name) => [pinName(name), 'approvers'] as const),
  ]);
  const repositoryId = isOrganisations ? ORGANISATION_FILE : repository.id;
  const pins = await readPins(db, { installationId, repositoryId }, [...listed.keys()]);
  const notes: NameNote[] = [];
  for (const [name, key] of listed) {
    const id = await lookUpName(octokit, repository.owner, name);
    const meant = pins.get(name);
    if (id === undefined) notes.push({ name, key, what: 'unasked' });
    else if (id === null) notes.push({ name, key, what: 'nobody' });
    else if (meant !== undefined && meant !== id) notes.push({ name, key, what: 'taken' });
  }
  return notes;
}
