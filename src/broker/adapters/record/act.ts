import type { Outcome, RevokeOptions } from '../../broker.ts';
import { isProvedDead } from '../../prove-dead.ts';
import type { Act, Way } from '../record.ts';
import type { Answer } from './answer.ts';
import { isBulk, type BulkSender, type Held } from './bulk.ts';
import { receive, type Ending } from './end.ts';
import type { RateLimits } from './rate-limits.ts';
import type { Session } from './session.ts';

/** So many looks are enough where a revocation was not accepted in so many words. */
const HASTY = 2;

/** One credential on its way through a record. */
export interface Run {
  readonly session: Session;
  readonly ending: Ending;
  readonly limits: RateLimits;
  readonly bulk: BulkSender;
  /** Before each look after a revocation, in milliseconds. */
  readonly waits: readonly number[];
  readonly options: RevokeOptions;
}

/** The provider's own dry run; an outcome when it ends the run. */
export async function rehearse(
  { session, ending, options }: Run,
  { dryRun }: Way,
): Promise<Outcome | undefined> {
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

/** Sends the act within the provider's limit, with those of other credentials where the provider takes a list. */
async function send({ session, limits, bulk }: Run, step: Act): Promise<Answer | Held> {
  // Of these a refusal alone proves nothing: a try after a crash needs to know that it was taken before.
  if (session.doubt || session.record.selfHosted) await session.journal.keepSights();
  if (isBulk(step)) return await bulk.send(session, step);
  const waitMs = limits.take(session.record, session.now(), session.isPinned());
  if (waitMs !== undefined) return { kind: 'held', waitMs };
  session.journal.note('revocation_sent');
  return await session.ask(step.request);
}

/** Sends the act and proves it; undefined once the credential is seen dead. */
export async function act(run: Run, step: Act): Promise<Outcome | undefined> {
  const { session, ending, waits, options } = run;
  const { journal, record } = session;
  const answer = await send(run, step);
  if (answer.kind === 'held') return ending.heldBack(answer.waitMs);
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
export async function finish(run: Run, final: Act): Promise<Outcome> {
  const { session, ending } = run;
  session.journal.note('revocation_sent');
  const answer = await session.ask(final.request);
  const isDeleted = receive(answer, final, session.record) === 'accepted';
  const status = answer.kind === 'answer' ? answer.status : undefined;
  session.journal.note(isDeleted ? 'revocation_accepted' : 'revocation_refused', status);
  const isDead = isDeleted && (await session.look()) === 'dead';
  return ending.dead(isDead ? 'revoked_verified' : 'disabled_verified');
}
