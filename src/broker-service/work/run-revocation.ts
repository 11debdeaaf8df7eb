import {
  SIGHTS,
  type Evidence,
  type LeakedCredential,
  type Outcome,
  type Sight,
} from '../../broker/broker.ts';
import { isTerminal, type RevocationState } from '../../broker-contract/states.ts';
import type { BrokerContext } from '../context.ts';
import { tellAbilities, toNames } from '../translate.ts';
import type { Admit } from './breaker.ts';
import { dryRun } from './dry-run.ts';
import type { Job, Settlement } from './job.ts';
import { leftUnseen, lookFirst } from './left-unseen.ts';
import { keepSights, readSights } from './sights.ts';

/** Tries before a failure is final, and their waits in milliseconds. */
const MAX_ATTEMPTS = 14;
const FIRST_BACKOFF_MS = 1000;
const MAX_BACKOFF_MS = 600_000;
/** An accepted revocation that shows no effect yet is probed so often, 30 seconds apart, then 60, 90 … */
const MAX_PROBES = 10;
const PROBE_STEP_MS = 30_000;
/** How soon one that waits for others of its owner is looked at again; spread, so that not all come at once. */
const BREAKER_WAIT_MS = 500;

const SEEN_LIVE: ReadonlySet<string> = new Set(SIGHTS);

const PAUSED =
  'Many live credentials of this owner were revoked within minutes: a person who runs the broker must let the rest through.';

/** With the provider's id, where that is needed and known. */
async function toCredential({ ids }: BrokerContext, job: Job): Promise<LeakedCredential> {
  const { request, secret, owner, beside } = job;
  const credentialId = await ids.find(owner, request, secret);
  return {
    secret,
    ...toNames(request),
    scope: owner,
    ...(beside ? { beside } : {}),
    ...(credentialId === undefined ? {} : { credentialId }),
  };
}

function backoffMs(attempts: number): number {
  return Math.min(FIRST_BACKOFF_MS * 2 ** (attempts - 1), MAX_BACKOFF_MS) * (0.75 + Math.random() / 2);
}

/** What comes next after an outcome: another try, another look, or nothing. */
function nextTry(
  job: Job,
  outcome: Outcome,
): { readonly state: RevocationState; readonly afterMs?: number; readonly probes: number } {
  const { probes } = job;
  if (outcome.state === 'failed' && outcome.retryable && job.attempts < MAX_ATTEMPTS)
    return { state: 'queued', afterMs: outcome.retryAfterMs ?? backoffMs(job.attempts), probes };
  if (outcome.dryRun) return { state: 'dry_run', probes };
  if (outcome.state === 'accepted_unverified' && outcome.retryable !== false && probes < MAX_PROBES)
    return {
      state: outcome.state,
      afterMs: outcome.retryAfterMs ?? PROBE_STEP_MS * (probes + 1),
      probes: probes + 1,
    };
  return { state: outcome.state, probes };
}

function toSettlement(
  context: BrokerContext,
  job: Job,
  outcome: Outcome,
  kept: readonly Evidence[],
): Settlement {
  const { state, afterMs, probes } = nextTry(job, outcome);
  const now = context.now();
  const ended = afterMs === undefined && isTerminal(state);
  const event = state === 'queued' ? 'attempt_failed' : state;
  const seenLive = outcome.evidence.some((step) => SEEN_LIVE.has(step.event));
  const draft: Omit<Settlement, 'messages'> = {
    id: job.id,
    state,
    adapter: outcome.adapter,
    explanation: outcome.explanation,
    ...(outcome.rotateUrl === undefined ? {} : { manualUrl: outcome.rotateUrl }),
    ...(ended && outcome.retryable !== undefined ? { retryable: outcome.retryable } : {}),
    ...(outcome.lookAgainAt ? { lookAgainAt: outcome.lookAgainAt } : {}),
    ...(outcome.abilities ? { abilities: tellAbilities(outcome.abilities) } : {}),
    seenLive,
    probes,
    ...(afterMs === undefined ? {} : { runAt: new Date(now + afterMs) }),
    ended,
    steps: [...outcome.evidence.filter((step) => !kept.includes(step)), { at: new Date(now), event }],
  };
  return { ...draft, messages: state === 'queued' ? [] : context.signals.about(job, draft) };
}

function waiting(context: BrokerContext, job: Job): Settlement {
  return {
    id: job.id,
    state: 'queued',
    seenLive: false,
    probes: job.probes,
    runAt: new Date(context.now() + BREAKER_WAIT_MS * (1 + Math.random())),
    ended: false,
    uncounted: true,
    steps: [],
    messages: [],
  };
}

function paused(context: BrokerContext, job: Job): Settlement {
  context.log.error(
    { client: job.client, owner: job.owner },
    'revocations are paused: a person must look, then rekey broker resume',
  );
  const draft: Omit<Settlement, 'messages'> = {
    id: job.id,
    state: 'approval_needed',
    explanation: PAUSED,
    seenLive: false,
    probes: job.probes,
    ended: false,
    uncounted: true,
    steps: [{ at: new Date(context.now()), event: 'approval_needed' }],
  };
  return { ...draft, messages: context.signals.about(job, draft) };
}

/** One try of a revocation: asks the breaker, then the broker, and says what that changes. */
export async function runRevocation(
  context: BrokerContext,
  admit: Admit,
  job: Job,
  signal: AbortSignal,
): Promise<Settlement> {
  const admission = await admit(job);
  if (admission === 'wait') return waiting(context, job);
  if (admission === 'tripped') return paused(context, job);
  const { action, trust } = job.request;
  const credential = await toCredential(context, job);
  if (action === 'dry_run')
    return toSettlement(context, job, await dryRun(context.broker, credential, trust, signal), []);
  const seen = await readSights(context, job);
  if (admission !== 'go' && seen.length === 0) {
    const look = await lookFirst(context.broker, credential, trust, signal);
    if (look.refused) return admission === 'look' ? waiting(context, job) : leftUnseen(context, job, look);
  }
  const kept: Evidence[] = [];
  const revoke = (known: readonly Sight[]) =>
    context.broker.revoke(credential, trust, {
      action,
      attemptedBefore: job.attempts > 1 || known.length > 0,
      seen: known,
      onSight: async (sights, part) => {
        await keepSights(context, job, sights, part);
        if (part === undefined) kept.push(...sights);
      },
      signal,
    });
  const outcome = await revoke(seen);
  if (outcome.state !== 'manual_required') return toSettlement(context, job, outcome, kept);
  // Another part of the same leak may have taken it along meanwhile, and seen it alive before.
  const now = await readSights(context, job);
  const isKnown = (sight: Sight) => seen.includes(sight) || kept.some(({ event }) => event === sight);
  if (now.every(isKnown)) return toSettlement(context, job, outcome, kept);
  const again = await revoke(now);
  const evidence = [...outcome.evidence, ...again.evidence];
  return toSettlement(context, job, { ...again, evidence }, kept);
}
