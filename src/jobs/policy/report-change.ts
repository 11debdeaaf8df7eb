import type { Octokit } from '../../github/types.ts';
import { readOpenIncidents } from '../../inventory/open-incidents.ts';
import { utcDay } from '../../policy/decide.ts';
import { mergePolicies } from '../../policy/merge-policies.ts';
import type { Policy } from '../../policy/policy.ts';
import { previewPolicy } from '../../policy/preview/preview-policy.ts';
import type { PolicyCheckReport } from '../../respond/render-policy-check.ts';
import { listFilePaths } from '../../sources/file-paths.ts';
import type { PolicyCheckTask } from '../../sources/policy-check-task.ts';
import { POLICY_PATH } from '../../sources/push-task.ts';
import { readPolicyFile } from '../../sources/read-policy-file.ts';
import { isOrganisationPolicy, policyFor } from '../judge/policies.ts';
import type { JobContext } from '../queue/context.ts';
import { concernedPolicies } from './concerned-policies.ts';
import { doubtfulNames } from './doubtful-names.ts';
import { readPolicy, type PolicyChange, type ReadPolicy } from './read-change.ts';

type Told = Pick<PolicyCheckReport, 'preview' | 'examined' | 'unknownBefore'>;
type Sides = Pick<PolicyChange, 'before' | 'after'>;

const isBroken = ({ errors }: ReadPolicy) => errors.length > 0;

/** How many were looked at, where that is not all. */
const examined = (capped: boolean, incidents: readonly unknown[]) =>
  capped ? { examined: incidents.length } : {};

/**
 * Whoever proposes rules could find out by them where credentials are. Those who push to a private repository see all of it;
 * the file of the organisation concerns repositories that its readers may not see, and a fork's author need not see any.
 */
function numbersFor({ repository, ofFork }: PolicyCheckTask, ofAll: boolean): PolicyCheckReport['numbers'] {
  if (ofFork) return 'none';
  return ofAll || !repository.private ? 'without-places' : 'all';
}

/** Rules are read by people of every repository, so only those of one repository are compared with its files. */
async function ofOrganisation(
  context: JobContext,
  octokit: Octokit,
  { installationId }: PolicyCheckTask,
  { before, after }: Sides,
): Promise<Told> {
  const { incidents, capped } = await readOpenIncidents(context.db, installationId);
  // A file that is broken, and whose last good version is not known, must not count as absent.
  const old = isBroken(before) ? {} : before.file;
  const concerned = await concernedPolicies(context.db, octokit, incidents, {
    before: old,
    after: after.file,
  });
  return {
    preview: previewPolicy(mergePolicies(old, undefined), mergePolicies(after.file, undefined), {
      today: utcDay(new Date()),
      ...(after.file ? { file: after.file } : {}),
      open: { incidents, pairs: concerned.pairs, blind: true },
    }),
    unknownBefore: isBroken(before),
    ...examined(capped || concerned.capped, incidents),
  };
}

async function ofRepository(
  context: JobContext,
  octokit: Octokit,
  task: PolicyCheckTask,
  { before, after }: Sides,
): Promise<Told> {
  const { installationId, repository, head } = task;
  const source = await readPolicyFile(octokit, { owner: repository.owner, name: '.github' });
  const organisation = readPolicy(source?.text);
  if (isBroken(organisation)) return { unknownBefore: false };
  const isProposal = task.before === undefined;
  const inForce = async (): Promise<Policy> =>
    isBroken(before) && isProposal
      ? (await policyFor(context, installationId, repository, { reread: false })).policy
      : mergePolicies(organisation.file, before.file);
  const pair = { before: await inForce(), after: mergePolicies(organisation.file, after.file) };
  const { incidents, capped } = await readOpenIncidents(context.db, installationId, repository.id);
  const rules = after.file?.ignore ?? [];
  const paths = rules.length > 0 ? await listFilePaths(octokit, repository, head) : undefined;
  return {
    preview: previewPolicy(pair.before, pair.after, {
      today: utcDay(new Date()),
      merged: { organisation: organisation.file },
      ...(after.file ? { file: after.file } : {}),
      ...(paths ? { paths } : {}),
      open: {
        incidents,
        pairs: new Map([[repository.id, pair]]),
        blind: numbersFor(task, false) !== 'all',
      },
    }),
    unknownBefore: isBroken(before) && !isProposal,
    ...examined(capped, incidents),
  };
}

/** What the check run of a policy file says: its errors, or what it would change. */
export async function reportChange(
  context: JobContext,
  octokit: Octokit,
  task: PolicyCheckTask,
  change: PolicyChange,
): Promise<PolicyCheckReport> {
  const { repository, before } = task;
  const { errors } = change.after;
  const isOrganisations = isOrganisationPolicy(repository);
  const tell = isOrganisations ? ofOrganisation : ofRepository;
  return {
    path: POLICY_PATH,
    errors,
    tense: before === undefined ? 'would' : 'is',
    ofOrganisation: isOrganisations,
    removed: change.removed,
    numbers: numbersFor(task, isOrganisations),
    unknownBefore: false,
    ...(errors.length > 0 ? {} : await tell(context, octokit, task, change)),
    names: await doubtfulNames(context, octokit, task, change.after.file ?? {}),
  };
}
