import { plain } from '../base/plain.ts';
import type { Outcome, OutcomeState } from '../broker/broker.ts';
import { toAbilities } from './to-abilities.ts';
import type { Revocation } from '../broker-contract/revocation.ts';
import type { RevocationState } from '../broker-contract/states.ts';

/** How a revocation stands, as an outcome; the broker's own sentence is kept where it gave one. */
const WORDS: Readonly<Record<RevocationState, readonly [OutcomeState, string]>> = {
  queued: ['failed', 'The broker has not begun yet.'],
  in_progress: ['failed', 'The broker is still at work.'],
  revoked_verified: ['revoked_verified', 'The broker revoked the credential and proved it dead.'],
  disabled_verified: ['disabled_verified', 'The broker disabled the credential and proved it dead.'],
  already_inactive: ['already_inactive', 'The credential no longer worked when the broker looked.'],
  expired: ['expired', 'The credential has expired.'],
  accepted_unverified: [
    'accepted_unverified',
    'The issuer accepted the revocation, but nothing proves it yet.',
  ],
  approval_needed: ['approval_needed', 'The broker waits for a person before it revokes more.'],
  manual_required: ['manual_required', 'A person has to revoke the credential at its issuer.'],
  unsupported: ['unsupported', 'The broker cannot revoke this type of credential.'],
  untrusted_issuer: ['untrusted_issuer', 'The issuer is not one that the policy trusts.'],
  denied_by_policy: ['denied_by_policy', 'The broker may not revoke this credential.'],
  failed: ['failed', 'The broker could not revoke the credential.'],
  dry_run: ['unsupported', 'Nothing was changed: this was a dry run.'],
};

/** What a dry run came to, by the last thing that was seen: as the broker in this process says it. */
const REHEARSED: ReadonlyMap<string, OutcomeState> = new Map([
  ['probe_live', 'accepted_unverified'],
  ['introspection_active', 'accepted_unverified'],
  ['dry_run_accepted', 'accepted_unverified'],
  ['dry_run_refused', 'manual_required'],
  ['probe_dead', 'already_inactive'],
  ['introspection_inactive', 'already_inactive'],
]);

function rehearsed({ timeline }: Revocation): OutcomeState | undefined {
  const last = timeline.findLast(({ event }) => REHEARSED.has(event));
  return last && REHEARSED.get(last.event);
}

/** Seconds until the next look when the broker names none. */
const LOOK_AGAIN_SECONDS = 30;

/** What a revocation means for the App. One that is still under way is `pending`, not failed. */
export function toOutcome(revocation: Revocation): Outcome {
  const [told, words] = WORDS[revocation.state];
  const state = (revocation.state === 'dry_run' ? rehearsed(revocation) : undefined) ?? told;
  const isPending = revocation.state === 'queued' || revocation.state === 'in_progress';
  const { look_again_at: lookAgainAt, abilities } = revocation;
  const {
    explanation,
    manual_url: rotateUrl,
    retryable = false,
    retry_after: after = LOOK_AGAIN_SECONDS,
  } = revocation;
  return {
    state,
    adapter: revocation.adapter ?? 'broker',
    evidence: revocation.timeline
      .filter(({ event }) => event !== revocation.state)
      .map(({ at, event, http }) => ({ at: new Date(at), event, ...(http === undefined ? {} : { http }) })),
    explanation: explanation === undefined ? words : plain(explanation),
    ...(rotateUrl === undefined ? {} : { rotateUrl }),
    ...(lookAgainAt === undefined ? {} : { lookAgainAt: new Date(lookAgainAt) }),
    ...(abilities ? { abilities: toAbilities(abilities) } : {}),
    ...(revocation.dry_run || revocation.state === 'dry_run' ? { dryRun: true } : {}),
    ...(isPending
      ? { pending: true, retryable: true }
      : { retryable: revocation.terminal ? retryable : true }),
    ...(revocation.terminal ? {} : { retryAfterMs: after * 1000 }),
  };
}
