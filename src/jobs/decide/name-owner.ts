import type { Octokit } from '../../github/types.ts';
import { appendAudit } from '../../inventory/audit.ts';
import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { keepOwnership } from '../../inventory/owners.ts';
import { isOwner } from '../../policy/code-owners.ts';
import type { Trx } from '../../store/transaction.ts';
import type { Queue } from '../queue/queue.ts';
import { sendReports } from '../report/send-reports.ts';
import { whoOf, type Case } from './case.ts';
import { permissionOf } from './permission-of.ts';

/**
 * Whether somebody can be named as the owner of what leaked in a repository: a team of its owner, or a user who has access
 * to it. Nobody else is to be called by an issue.
 */
export async function canOwn(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  named: string | undefined,
): Promise<boolean> {
  if (named === undefined || !isOwner(named)) return false;
  const [login = '', team] = named.slice(1).split('/', 2);
  if (team !== undefined) return login.toLowerCase() === repository.owner.toLowerCase();
  const permission = await permissionOf(octokit, repository, login);
  return permission !== undefined && permission.level !== 'none';
}

/** Keeps whose it is: a person's word counts more than the register and CODEOWNERS. */
export async function nameOwner(trx: Trx, queue: Queue, decided: Case): Promise<DecisionOutcome> {
  const { incidentId, incident, owner, ownerFits } = decided;
  if (owner === undefined || !ownerFits) return 'bad-owner';
  await keepOwnership(trx, incident.credential_id, { owners: [owner], source: 'person' });
  await appendAudit(trx, incidentId, whoOf(decided), [{ event: 'owner_named', why: owner }]);
  await sendReports(trx, queue, incidentId);
  return 'done';
}
