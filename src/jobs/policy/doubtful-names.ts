import type { Octokit } from '../../github/types.ts';
import { ORGANISATION_FILE, pinName, readPins } from '../../inventory/name-pins.ts';
import type { NameNote } from '../../policy/preview/name-note.ts';
import type { PolicyCheckTask } from '../../sources/policy-check-task.ts';
import { isOrganisationPolicy } from '../judge/policies.ts';
import { lookUpName } from '../judge/pin-approvers.ts';
import type { JobContext } from '../queue/context.ts';

/**
 * The approvers of a policy file that let nobody decide: one request for each name that the file lists. Nothing is told to
 * a fork, whose author could find out which teams there are.
 */
export async function doubtfulNames(
  { db }: JobContext,
  octokit: Octokit,
  { installationId, repository, ofFork }: PolicyCheckTask,
  approvers: readonly string[],
): Promise<readonly NameNote[]> {
  if (ofFork) return [];
  const repositoryId = isOrganisationPolicy(repository) ? ORGANISATION_FILE : repository.id;
  const pins = await readPins(db, { installationId, repositoryId }, approvers);
  const notes: NameNote[] = [];
  for (const name of new Set(approvers.map(pinName))) {
    const id = await lookUpName(octokit, repository.owner, name);
    const meant = pins.get(name);
    if (id === undefined) notes.push({ name, what: 'unasked' });
    else if (id === null) notes.push({ name, what: 'nobody' });
    else if (meant !== undefined && meant !== id) notes.push({ name, what: 'taken' });
  }
  return notes;
}
