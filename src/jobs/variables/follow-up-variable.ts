import { fingerprint } from '../../base/keys.ts';
import { Secret } from '../../base/secret.ts';
import { detectVariable } from '../../detect/index.ts';
import { placePath, type VariablePlace } from '../../github/place.ts';
import type { RepositoryRef } from '../../github/types.ts';
import { appendAudit } from '../../inventory/audit.ts';
import { closeGap } from '../../inventory/gaps.ts';
import type { ExposureReport, IncidentReport } from '../../inventory/report.ts';
import { isDead } from '../../inventory/state.ts';
import { leaveVariable, type VariableNow } from '../../inventory/variable-exposures.ts';
import { quarantineVariable, removeVariable } from '../../respond/quarantine-variable.ts';
import { holderOf, type Audience, type HeldVariable } from '../../respond/secret-holder.ts';
import { secretExists } from '../../respond/write-secret.ts';
import { readVariable, Refused, sharedWith } from '../../sources/variables/read-variable.ts';
import type { Variable } from '../../sources/variables/variable-lists.ts';
import type { JobContext } from '../queue/context.ts';
import { storedPath } from './judge-variables.ts';
import { moveBegan, noteMove, type VariableOwner } from './known-variables.ts';
import { noteGap } from '../installations/note-gap.ts';
import { policyFor } from '../judge/policies.ts';
import { isRefused } from '../texts/read-thread.ts';
import { sendReports } from '../report/send-reports.ts';

/** One variable that is to be taken out of everybody's sight. */
interface Move {
  readonly context: JobContext;
  readonly incident: IncidentReport;
  readonly variable: HeldVariable;
  readonly owner: VariableOwner;
  readonly path: string;
}

async function repositoryOf(
  { db }: JobContext,
  installationId: number,
  { repository }: ExposureReport,
): Promise<RepositoryRef | undefined> {
  const row = await db
    .selectFrom('repositories')
    .select(['id', 'owner', 'name', 'private'])
    .where('installation_id', '=', installationId)
    .where('owner', '=', repository.owner)
    .where('name', '=', repository.name)
    .executeTakeFirst();
  return row && { ...row, defaultBranch: '' };
}

/** Says that the variable holds nothing any more, and why. */
async function leave({ context, owner, path }: Move, event: VariableNow['event']): Promise<void> {
  const { installationId, repositoryId } = owner;
  const scope = repositoryId === 0 ? { installationId } : { installationId, repositoryId };
  await context.db.transaction().execute(async (trx) => {
    const incidents = await leaveVariable(trx, context.keys, scope, { path, seen: [], event });
    for (const id of incidents) await sendReports(trx, context.queue, id);
  });
  context.queue.wake();
}

/** Each thing that was done is told once, however often this runs. */
async function tell({ context, incident }: Move, event: 'secret_written' | 'secret_kept'): Promise<void> {
  await context.db.transaction().execute(async (trx) => {
    const told = await trx
      .selectFrom('audit')
      .select('id')
      .where('incident_id', '=', incident.id)
      .where('event', 'in', ['secret_written', 'secret_kept'])
      .executeTakeFirst();
    if (!told) await appendAudit(trx, incident.id, 'rekey', [{ event }]);
  });
}

/** Writes the whole of the variable's value as a secret, unless there is one of that name. */
async function intoSecret(move: Move, now: Variable): Promise<void> {
  const { context, variable, owner, path } = move;
  const octokit = await context.github.forInstallation(owner.installationId);
  const exists = await secretExists(octokit, variable);
  const began = await moveBegan(context.db, owner, path);
  if (exists) return tell(move, began ? 'secret_written' : 'secret_kept');
  const { place } = variable;
  let audience: Audience | undefined;
  if (place.scope === 'organization') {
    const { visibility = 'private' } = now;
    const ids = visibility === 'selected' ? await sharedWith(octokit, variable.owner, place) : [];
    audience = { visibility, repositoryIds: ids };
  }
  // Written first: if the answer is lost, the next try knows that the secret which exists is this one.
  await noteMove(context.db, owner, path);
  await quarantineVariable(octokit, variable, new Secret(now.value), audience);
  await tell(move, 'secret_written');
}

async function moveAway(move: Move): Promise<void> {
  const { context, incident, variable, owner, path } = move;
  const octokit = await context.github.forInstallation(owner.installationId);
  const { owner: login, repo, place } = variable;
  const now = await readVariable(octokit, { owner: login, name: repo }, place);
  if (!now)
    return leave(move, (await moveBegan(context.db, owner, path)) ? 'variable_removed' : 'variable_gone');
  const found = detectVariable(place.name, now.value);
  const own = found.find(({ secret }) => fingerprint(context.keys, secret).startsWith(incident.fingerprint));
  if (!own) return leave(move, 'variable_changed');
  // A dead value is of no use to anyone. What stands beside it, such as the rest of an mcp.json, may be.
  const isUseless = isDead(incident.state) && now.value.trim() === own.secret.reveal();
  if (!isUseless) await intoSecret(move, now);
  await noteMove(context.db, owner, path);
  await removeVariable(octokit, variable);
  await leave(move, 'variable_removed');
}

/**
 * Takes a leaked credential out of an Actions variable where the policy says `variables: quarantine`, once its revocation
 * has ended: writes the value as a secret of the same name and scope, never over one that exists, and deletes the
 * variable. Of a dead credential that is all of the variable only the deletion is left. The variable must hold the
 * credential still; what somebody changed meanwhile is left alone. May run twice.
 */
export async function followUpVariable(
  context: JobContext,
  installationId: number,
  incident: IncidentReport,
  exposure: ExposureReport,
): Promise<void> {
  const { place, atHead } = exposure;
  if (place?.kind !== 'variable' || atHead === false || incident.state === 'dismissed') return;
  const repository = await repositoryOf(context, installationId, exposure);
  if (!repository) return;
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  if (policy.variables !== 'quarantine' || policy.mode !== 'enforce') return;
  // What is named after a token cannot be asked for by the name that is kept.
  if (placePath(place).includes('[redacted]')) return;
  const variable: HeldVariable = { owner: repository.owner, repo: repository.name, place: bare(place) };
  const repositoryId = place.scope === 'organization' ? 0 : repository.id;
  const move = {
    context,
    incident,
    variable,
    owner: { installationId, repositoryId },
    path: storedPath(place),
  };
  const { permissions } = holderOf(variable);
  const needed = [...new Set([permissions.secrets, permissions.variables])].map((name) => `${name}:write`);
  try {
    await moveAway(move);
    for (const permission of needed) await closeGap(context.db, installationId, permission);
  } catch (error) {
    if (!isRefused(error) && !(error instanceof Refused)) throw error;
    for (const permission of needed) await noteGap(context, installationId, permission);
  }
}

const bare = ({ readers: _readers, repositories: _repositories, ...place }: VariablePlace): VariablePlace =>
  place;
