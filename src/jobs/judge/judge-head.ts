import { looksLikeServerMap, redactKnownFormats, surfaceOf } from '../../detect/index.ts';
import type { RepositoryRef } from '../../github/types.ts';
import { keepCleanCommits } from '../../inventory/clean-commits.ts';
import { describeGap, gapsWereTold, untoldGaps } from '../../inventory/gaps.ts';
import { keepRanges, type JudgedRange } from '../../inventory/judged-ranges.ts';
import type { Observation } from '../../inventory/observation.ts';
import type { Mend } from '../../inventory/report.ts';
import { recordUses, type CredentialUse } from '../../inventory/record-uses.ts';
import { createScrub } from '../../inventory/scrub.ts';
import { utcDay } from '../../policy/decide.ts';
import type { Policy } from '../../policy/policy.ts';
import { listPushCommits, type PushedRange } from '../../sources/list-push-commits.ts';
import { listRange, type RangeListing } from '../../sources/list-range.ts';
import { readCommits } from '../../sources/read-commits.ts';
import { POLICY_WORDS } from '../../respond/words/policy.ts';
import type { ReadingNotes } from '../../sources/reading-notes.ts';
import { POLICY_PATH } from '../../sources/push-task.ts';
import { variableUses, type VariableUse } from '../../sources/variables/variable-uses.ts';
import { actOnFindings } from './act-on-findings.ts';
import { MendsOfHead } from '../governance/mends-of-head.ts';
import type { JobContext } from '../queue/context.ts';
import { askForPolicyCheck } from '../policy/ask-for-check.ts';
import { followVariables } from '../variables/follow-variables.ts';
import { crowdsOfHead } from './crowds-of-head.ts';
import { observeCommit, type AtHead } from './observe-commit.ts';
import { policyRules } from './policy-rules.ts';
import { publishCleanCheck } from './publish-clean-check.ts';
import { RetryLater } from '../queue/retry-later.ts';

/** A webhook can outrun GitHub's replicas: a commit that is not there yet is asked for again, twice. */
const TRIES_FOR_MISSING = 2;
const RETRY_MISSING_MS = 2000;

const SURFACES = { isSurface: (path: string) => surfaceOf(path) !== undefined, looksLikeServerMap };

const scrubPaths = createScrub([], redactKnownFormats);

/** What the check run of one head commit is to judge. */
export interface Head {
  readonly installationId: number;
  readonly repository: RepositoryRef;
  readonly sha: string;
  /** The commits that a push brought. */
  readonly push?: PushedRange & { readonly pusher?: string | undefined };
  /** Login of who opened the pull request of the ranges. */
  readonly proposer?: string;
  /** Pull requests and merge groups of this head. */
  readonly ranges: readonly JudgedRange[];
  readonly policy: Policy;
  /** When the webhook was stored that asks for it. */
  readonly askedAt?: Date;
  /** Forget what was judged before and read everything again. */
  readonly anew?: boolean;
}

interface Reading {
  readonly seen: readonly Observation[];
  /** Lines that take a credential from a variable in which it leaked. */
  readonly uses: readonly CredentialUse[];
  readonly notes: readonly string[];
  readonly mends: readonly Mend[];
  /** GitHub does not know the head, so no check can stand on it. */
  readonly headIsGone: boolean;
  /** Commits that were read in full and held nothing. */
  readonly clean: readonly string[];
  /** Pull requests and merge groups that may change the policy file. */
  readonly withPolicy: readonly JudgedRange[];
}

/** For a commit of several ranges: there as long as one of them still brings it. */
function atHead(listings: readonly RangeListing[], commit: string): AtHead | undefined {
  const own = listings.filter(({ commits }) => commits.includes(commit));
  return own.length === 0 ? undefined : (value, lines) => own.some(({ net }) => net.brings(value, lines));
}

/** Who brought a commit, as far as GitHub vouches for it: the names in a commit anybody may write. */
function bringerOf(
  { push, proposer }: Head,
  pushed: readonly string[],
  listings: readonly RangeListing[],
): (commit: string) => Pick<Observation, 'broughtBy'> {
  const own = new Set(pushed);
  return (commit) => {
    if (push?.pusher !== undefined && own.has(commit)) return { broughtBy: push.pusher };
    const isProposed = listings.some(({ commits }) => commits.includes(commit));
    return proposer !== undefined && isProposed ? { broughtBy: proposer } : {};
  };
}

/** Reads what is not known to be clean; throws when GitHub does not show a commit yet and the queue will try again. */
async function read(context: JobContext, head: Head, rules: string, retryCount: number): Promise<Reading> {
  const { repository, policy } = head;
  const octokit = await context.github.forInstallation(head.installationId);
  const listings: RangeListing[] = [];
  let pushed: readonly string[] = [];
  const list = async (notes: ReadingNotes): Promise<readonly string[]> => {
    for (const range of head.ranges) listings.push(await listRange(octokit, repository, range, notes));
    pushed = head.push ? await listPushCommits(octokit, head.push, notes) : [];
    const commits = [...new Set([...listings.flatMap((listing) => listing.commits), ...pushed])];
    if (head.anew) return commits;
    const clean = await context.cleanCommits.among({ repositoryId: repository.id, rules, commits });
    return commits.filter((commit) => !clean.has(commit));
  };
  const reading = readCommits(octokit, repository, list, SURFACES);
  const today = utcDay(new Date());
  const seen: Observation[] = [];
  const reads: VariableUse[] = [];
  const mends = new MendsOfHead(policy, today);
  for await (const text of reading.texts) {
    seen.push(...(await observeCommit(text, policy, today, atHead(listings, text.commit))));
    reads.push(...variableUses(text));
    mends.read(text);
  }
  if (reading.missing().length > 0 && retryCount < TRIES_FOR_MISSING)
    throw new RetryLater(RETRY_MISSING_MS, { pausesLane: false });
  const { installationId, ranges, anew } = head;
  const brought = { repository, ranges, listings, pushed: anew ? [] : pushed };
  const crowdOf = seen.length > 0 ? await crowdsOfHead(octokit, brought) : undefined;
  const broughtBy = bringerOf(head, pushed, listings);
  const uses = await followVariables(context, { installationId, repositoryId: repository.id }, reads);
  const leaking = new Set([...seen, ...uses].map(({ commit }) => commit));
  return {
    seen: seen.map((one) => ({
      ...one,
      ...(crowdOf ? { crowd: crowdOf(one.commit) } : {}),
      ...broughtBy(one.commit),
    })),
    uses,
    notes: reading.notes(),
    mends: mends.list(seen.map(({ finding }) => finding.secret)),
    headIsGone: reading.isGone(head.sha),
    clean: reading.whole().filter((commit) => !leaking.has(commit)),
    withPolicy: head.ranges.filter((_, index) => listings[index]?.mayChange(POLICY_PATH)),
  };
}

/** A commit that a branch of the repository itself has as well is not only a fork's. */
async function checkProposedPolicy(
  context: JobContext,
  head: Head,
  ranges: readonly JudgedRange[],
): Promise<void> {
  if (ranges.length === 0) return;
  const { installationId, repository, sha } = head;
  const ofFork = ranges.every(({ number, headRef }) => number !== 0 && headRef === undefined);
  await askForPolicyCheck(context, { installationId, repository, head: sha, ofFork });
}

/**
 * Reads what a head commit brings, records what was found and asks for the revocations, all before anything is reported.
 * Where nothing was found, the commit gets its green check here, in one request. A check is that of its commit: what
 * several pushes and pull requests have to say of one commit adds up, and says nothing of another commit.
 */
export async function judgeHead(context: JobContext, head: Head, retryCount: number): Promise<void> {
  const { installationId, repository, sha, policy, anew = false, askedAt } = head;
  const rules = policyRules(policy, utcDay(new Date()));
  const reading = await read(context, head, rules, retryCount);
  const { seen, uses } = reading;
  if (reading.headIsGone) {
    context.log.warn({ installation: installationId }, 'a commit is gone that was to be judged');
    if (seen.length > 0) await actOnFindings(context, { installationId, repository, seen });
    return;
  }
  await checkProposedPolicy(context, head, reading.withPolicy);
  const gaps = await untoldGaps(context.db, installationId);
  const unread = policy.unreadable ? [POLICY_WORDS.unreadable] : [];
  const notes = [...unread, ...reading.notes, ...gaps.map(describeGap)];
  const { mends } = reading;
  const asked = askedAt ? { askedAt } : {};
  const check = { installationId, headSha: sha, mode: policy.mode, notes, mends, ...asked };
  const clean = { repositoryId: repository.id, rules, commits: reading.clean };
  const ranges = head.ranges.map((range) => ({ ...range, rules: reading.notes.length === 0 ? rules : '' }));
  const isClean = seen.length === 0 && uses.length === 0 && !anew;
  if (isClean && (await publishCleanCheck(context, repository, check, retryCount > 0))) {
    await context.cleanCommits.save(clean);
    await keepRanges(context.db, repository.id, ranges);
    await gapsWereTold(context.db, installationId, gaps);
    return;
  }
  await actOnFindings(context, {
    installationId,
    repository,
    seen,
    check: { ...check, ...(anew ? { anew } : {}) },
    async keep(trx, { checkId }) {
      if (checkId !== undefined) await recordUses(trx, repository.id, checkId, uses, scrubPaths);
      await keepCleanCommits(trx, [clean]);
      await keepRanges(trx, repository.id, ranges);
    },
  });
  await gapsWereTold(context.db, installationId, gaps);
}
