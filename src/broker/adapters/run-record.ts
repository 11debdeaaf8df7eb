import type { LeakedCredential, Outcome } from '../broker.ts';
import { Journal } from '../journal.ts';
import { PATIENT_WAITS, type Life } from '../prove-dead.ts';
import type { Adapter } from './adapter.ts';
import { findRotatePage } from './manual.ts';
import { successState, type Act, type ProviderRecord, type Way } from './record.ts';
import { act, finish, rehearse, type Run } from './record/act.ts';
import { BulkSender } from './record/bulk.ts';
import { Ending } from './record/end.ts';
import { UnfitValue } from './record/fill-request.ts';
import { findIds } from './record/find-id.ts';
import { openSession, type RecordOptions } from './record/open-session.ts';
import { RateLimits } from './record/rate-limits.ts';
import { NOT_REGISTERED } from './record/words.ts';
import type { Refusal, Session } from './record/session.ts';
import type { Sites } from './record/sites.ts';

/**
 * The engine that runs the records: ask whether the credential lives, find its id exactly, disable or revoke it, and
 * believe only what a later question shows. A value that does not have the provider's form is never sent.
 */
export function createRecordAdapter(record: ProviderRecord, options: RecordOptions): Adapter {
  const { now = Date.now, waits = PATIENT_WAITS, limits = new RateLimits() } = options;
  const { bulk = new BulkSender(limits) } = options;
  return async (credential, _trust, revokeOptions) => {
    const opened = openSession(record, options, credential, revokeOptions);
    if (!opened) return endByHand(record, credential, new Journal('manual', now));
    const { session, sites, canAct } = opened;
    const ending = new Ending(session, limits);
    const run = { session, ending, limits, bulk, waits, options: revokeOptions };
    try {
      const life = await findSite(session, sites);
      if (life === 'dead') return endDead(run);
      if (life === 'unpaired' || life === 'unmarked' || life === 'mismatched')
        return endByHand(record, credential, session.journal, ending.words[life]);
      // Only a person can act, and now knows whether there is a hurry.
      if (!canAct) return endByHand(record, credential, session.journal, missingOf(session));
      return await runSites(run, sites, life);
    } catch (error) {
      if (error instanceof UnfitValue) return endByHand(record, credential, session.journal);
      throw error;
    }
  };
}

/** What an operator who holds the right has left out. */
const missingOf = ({ record, values }: Session): string =>
  record.credentialId && values.has('admin') && !values.has('credentialId') ? NOT_REGISTERED : '';

function endByHand(
  record: ProviderRecord,
  credential: LeakedCredential,
  journal: Journal,
  why = '',
): Outcome {
  const page = findRotatePage(credential.provider, credential.type);
  const url = page?.url ?? record.rotateUrl;
  const steps = page
    ? [page.steps, page.dies ?? ''].join(' ').trim()
    : `Only the owner can revoke this credential, at ${record.name}.`;
  return journal.end(
    'manual_required',
    `${why} ${steps}`.trim(),
    url === undefined ? {} : { rotateUrl: url },
  );
}

function endDead({ session, ending, options }: Run): Outcome {
  return ending.dead(options.attemptedBefore ? successState(session.record.ways[0]) : 'already_inactive');
}

async function runSites(
  run: Run,
  { origins }: Sites,
  life: Exclude<Seen, 'dead' | Refusal>,
): Promise<Outcome> {
  const { ending, session } = run;
  const isUnclear = life === 'unknown' && origins.length > 1;
  if (isUnclear && session.wasUnanswered) return ending.failed('passing');
  if (isUnclear || life === 'nowhere') return ending.byHand(ending.words.unknownHere);
  return await runWays(run, life);
}

/** What all the places say: of `nowhere` see {@link findSite}. */
type Seen = Life | Refusal | 'nowhere';

/** Asks each origin until one knows the credential. `nowhere`: all refuse it, and it may belong elsewhere. */
export async function findSite(session: Session, { origins, areAll }: Sites): Promise<Seen> {
  const { wasSeenLive } = session;
  const lives: Seen[] = [];
  let wasUnanswered = false;
  for (const origin of origins) {
    session.origin = origin;
    const life = await session.look();
    if (life === 'live') return 'live';
    wasUnanswered ||= session.wasUnanswered;
    lives.push(session.refusal ?? life);
  }
  session.wasUnanswered = wasUnanswered;
  if (lives.includes('unknown')) return 'unknown';
  if (lives.includes('mismatched')) return 'mismatched';
  if (lives.includes('unpaired')) return 'unpaired';
  if (lives.includes('unmarked')) return areAll ? 'unmarked' : 'nowhere';
  return areAll || wasSeenLive ? 'dead' : 'nowhere';
}

/** Without the operator's credential only those that need none. */
const possibleWays = ({ record, values }: Session): readonly Way[] =>
  record.ways.filter(({ by }) => by !== 'admin' || values.has('admin'));

/** Takes the first way that the provider does not refuse. */
async function runWays(run: Run, life: Life): Promise<Outcome> {
  const { session, ending, options } = run;
  const ways = possibleWays(session);
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
 * Whether the id that a request names comes from the leaked text, where anybody can write another's, or from the operator's
 * list. The operator's authority is used for such an id only once the provider has accepted the value for it: a key's id
 * alone proves nothing.
 */
function isClaimed({ keyId, credentialId, members, values }: ProviderRecord): boolean {
  return (
    keyId !== undefined ||
    credentialId !== undefined ||
    members !== undefined ||
    values.some(({ source }) => source.includes('(?<'))
  );
}

async function runWay(run: Run, way: Way, life: Life): Promise<Outcome> {
  const { session, ending, options } = run;
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
  const done = await act(run, way.act);
  if (done) return done;
  const final = options.action === 'revoke' ? await findFinal(session, way) : undefined;
  return final ? await finish(run, final) : ending.dead(successState(way));
}

/** What makes the act permanent; with the operator's right when a credential cannot delete itself once it is disabled. */
async function findFinal(session: Session, way: Way): Promise<Act | undefined> {
  if (way.final || !way.reversible) return way.final;
  const other = possibleWays(session).find(({ final }) => final);
  const isFound = other && (await findIds(session, other.find ?? [])) === 'found';
  return isFound ? other.final : undefined;
}
