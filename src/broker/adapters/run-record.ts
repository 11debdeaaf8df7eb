import type { LeakedCredential, Outcome, RevokeOptions } from '../broker.ts';
import { Journal } from '../journal.ts';
import { isProvedDead, PATIENT_WAITS, type Life } from '../prove-dead.ts';
import type { Adapter } from './adapter.ts';
import { findRotatePage } from './manual.ts';
import { successState, type ProviderRecord, type Way } from './record.ts';
import { Ending, receive } from './record/end.ts';
import { UnfitValue } from './record/fill-request.ts';
import { findIds } from './record/find-id.ts';
import { openSession, type RecordOptions } from './record/open-session.ts';
import { RateLimits } from './record/rate-limits.ts';
import type { Session } from './record/session.ts';
import type { Sites } from './record/sites.ts';

/** So many looks are enough where a revocation was not accepted in so many words. */
const HASTY = 2;

/**
 * The engine that runs the records: ask whether the credential lives, find its id exactly, disable or revoke it, and
 * believe only what a later question shows. A value that does not have the provider's form is never sent.
 */
export function createRecordAdapter(record: ProviderRecord, options: RecordOptions): Adapter {
  const { now = Date.now, waits = PATIENT_WAITS, limits = new RateLimits() } = options;
  return async (credential, _trust, revokeOptions) => {
    const { seenLive = false, signal } = revokeOptions;
    const opened = openSession(record, options, credential, { seenLive, signal });
    if (!opened) return endByHand(record, credential, new Journal('manual', now));
    const { session, sites, canAct } = opened;
    const run = { session, ending: new Ending(session, limits), limits, waits, options: revokeOptions };
    try {
      const life = await findSite(session, sites);
      if (life === 'dead') return endDead(run);
      // Only a person can act, and now knows whether there is a hurry.
      if (!canAct) return endByHand(record, credential, session.journal);
      return await runSites(run, sites, life);
    } catch (error) {
      if (error instanceof UnfitValue) return endByHand(record, credential, session.journal);
      throw error;
    }
  };
}

function endByHand(record: ProviderRecord, credential: LeakedCredential, journal: Journal): Outcome {
  const page = findRotatePage(credential.provider, credential.type);
  const url = page?.url ?? record.rotateUrl;
  const steps = page
    ? [page.steps, page.dies ?? ''].join(' ').trim()
    : `Only the owner can revoke this credential, at ${record.name}.`;
  return journal.end('manual_required', steps, url === undefined ? {} : { rotateUrl: url });
}

interface Run {
  readonly session: Session;
  readonly ending: Ending;
  readonly limits: RateLimits;
  readonly waits: readonly number[];
  readonly options: RevokeOptions;
}

function endDead({ session, ending, options }: Run): Outcome {
  return ending.dead(options.attemptedBefore ? successState(session.record.ways[0]) : 'already_inactive');
}

async function runSites(
  run: Run,
  { origins }: Sites,
  life: Exclude<Life, 'dead'> | 'nowhere',
): Promise<Outcome> {
  const { ending } = run;
  if (life === 'nowhere') return ending.byHand(ending.words.unknownHere);
  if (life === 'unknown' && origins.length > 1) return ending.failed('passing');
  return await runWays(run, life);
}

/** Asks each origin until one knows the credential. `nowhere`: all refuse it, and it may belong elsewhere. */
export async function findSite(session: Session, { origins, areAll }: Sites): Promise<Life | 'nowhere'> {
  const { wasSeenLive } = session;
  const lives: Life[] = [];
  for (const origin of origins) {
    session.origin = origin;
    const life = await session.look();
    if (life === 'live') return 'live';
    lives.push(life);
  }
  if (lives.includes('unknown')) return 'unknown';
  return areAll || wasSeenLive ? 'dead' : 'nowhere';
}

/** Takes the first way that the provider does not refuse. */
async function runWays(run: Run, life: Life): Promise<Outcome> {
  const { session, ending, options } = run;
  const isPossible = ({ by }: Way) => by !== 'admin' || session.values.has('admin');
  const ways = session.record.ways.filter((way) => isPossible(way));
  const wanted = options.action === 'disable' ? ways.filter(({ reversible }) => reversible) : ways;
  let refused = ending.byHand(
    wanted.length === ways.length ? ending.words.refused : ending.words.notReversible,
  );
  for (const way of wanted) {
    const outcome = await runWay(run, way, life);
    if (outcome.state !== 'manual_required') return outcome;
    refused = outcome;
  }
  return refused;
}

/**
 * Whether the id that a request names comes from the leaked text, where anybody can write another's. The operator's
 * authority is used for such an id only once the provider has accepted the value for it: a key's id alone proves nothing.
 */
function isClaimed({ keyId, members, values }: ProviderRecord): boolean {
  return keyId !== undefined || members !== undefined || values.some(({ source }) => source.includes('(?<'));
}

async function runWay(run: Run, way: Way, life: Life): Promise<Outcome> {
  const { session, ending, limits, options } = run;
  if (way.by === 'admin' && isClaimed(session.record) && !session.wasSeenLive)
    return session.wasUnanswered ? ending.failed('passing') : ending.byHand(ending.words.notFound);
  const found = await findIds(session, way.find ?? []);
  if (found === 'none') return ending.byHand(ending.words.notFound);
  if (found !== 'found') return ending.failed(found);
  const rehearsed = await rehearse(run, way);
  if (rehearsed) return rehearsed;
  if (options.action === 'dry_run') {
    return life === 'live' && (way.find ?? []).length > 0
      ? ending.dryRun()
      : ending.byHand(ending.words.noDryRun);
  }
  const wait = limits.take(session.record, session.now(), session.isPinned());
  if (wait !== undefined) return ending.heldBack(wait);
  const done = await act(run, way.act);
  if (done) return done;
  const isPermanent = options.action === 'revoke' && way.final !== undefined;
  return isPermanent && way.final ? await finish(run, way.final) : ending.dead(successState(way));
}

/** The provider's own dry run; an outcome when it ends the run. */
async function rehearse({ session, ending, options }: Run, { dryRun }: Way): Promise<Outcome | undefined> {
  if (!dryRun) return undefined;
  const answer = await session.ask(dryRun.request);
  const reception = receive(answer, dryRun, session.record);
  const status = answer.kind === 'answer' ? answer.status : undefined;
  session.journal.note(reception === 'accepted' ? 'dry_run_accepted' : 'dry_run_refused', status);
  if (reception === 'accepted') return options.action === 'dry_run' ? ending.dryRun() : undefined;
  if (reception === 'limited' || reception === 'passing' || reception === 'closed')
    return ending.failed(reception, answer);
  return ending.byHand(ending.words.refused);
}

/** Sends the act and proves it; undefined once the credential is seen dead. */
async function act({ session, ending, waits, options }: Run, step: Way['act']): Promise<Outcome | undefined> {
  const { journal, record } = session;
  journal.note('revocation_sent');
  const answer = await session.ask(step.request);
  const reception = receive(answer, step, record);
  const status = answer.kind === 'answer' ? answer.status : undefined;
  journal.note(reception === 'accepted' ? 'revocation_accepted' : 'revocation_refused', status);
  if (reception === 'limited' || reception === 'passing' || reception === 'closed')
    return ending.failed(reception, answer);
  const probe = record.probe ?? record.proof;
  const isProved = (patience: readonly number[]) =>
    probe ? isProvedDead(() => session.look(probe), patience, options.signal) : Promise.resolve(false);
  if (reception === 'accepted')
    return (await isProved(waits)) ? undefined : ending.unproved(probe !== undefined);
  // Refused or odd: only a look tells whether it died all the same.
  const patience = reception === 'refused' ? [] : waits.slice(0, HASTY);
  return (await isProved(patience)) ? undefined : ending.byHand(ending.words.refused);
}

/** Deletes what was disabled. If that is refused it stays disabled, which is proved already. */
async function finish(run: Run, final: Way['act']): Promise<Outcome> {
  const { session, ending } = run;
  session.journal.note('revocation_sent');
  const answer = await session.ask(final.request);
  const isDeleted = receive(answer, final, session.record) === 'accepted';
  const status = answer.kind === 'answer' ? answer.status : undefined;
  session.journal.note(isDeleted ? 'revocation_accepted' : 'revocation_refused', status);
  const isDead = isDeleted && (await session.look()) === 'dead';
  return ending.dead(isDead ? 'revoked_verified' : 'disabled_verified');
}
