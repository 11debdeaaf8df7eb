import type { IncidentReport } from '../../inventory/report.ts';
import type { IncidentState } from '../../inventory/state.ts';
import { wasSeenAlive } from '../../inventory/was-seen-live.ts';

/**
 * How a state counts for people: proved dead, to be taken as live, nobody could prove it, or set aside by a person.
 * "Could not verify" is never shown as either of the first two.
 */
export type Standing = 'dead' | 'live' | 'unproved' | 'dismissed';

/** One state in plain English. */
export interface StateWords {
  readonly standing: Standing;
  /** Answers "is it dead?". */
  readonly label: string;
  readonly meaning: string;
  /** What is left for a person. */
  readonly todo: string;
}

/** The question of everybody, answered. */
export const isItDead = (label: string): string => `Is it dead? ${label}.`;

const REPLACE = 'Replace the value where it is used. At the issuer nothing is left to do.';

/** Every state of an incident as people read it, of one that was seen alive. */
export const STATE_WORDS: Readonly<Record<IncidentState, StateWords>> = {
  found: {
    standing: 'live',
    label: 'No: just found',
    meaning: 'It was found; revocation has not started yet.',
    todo: 'Wait for the next update of this report.',
  },
  revoking: {
    standing: 'live',
    label: 'No: being revoked',
    meaning: 'Revocation is under way.',
    todo: 'Wait for the next update of this report.',
  },
  revoked_verified: {
    standing: 'dead',
    label: 'Yes: revoked and proved',
    meaning: 'It was revoked, and its issuer was seen to refuse it.',
    todo: REPLACE,
  },
  disabled_verified: {
    standing: 'dead',
    label: 'Yes: disabled and proved',
    meaning: 'It was disabled, and its issuer was seen to refuse it.',
    todo: REPLACE,
  },
  already_inactive: {
    standing: 'dead',
    label: 'Yes: it was dead when found',
    meaning: 'Its issuer refused it before Rekey did anything.',
    todo: REPLACE,
  },
  expired: {
    standing: 'dead',
    label: 'Yes: expired',
    meaning: 'Its lifetime is over.',
    todo: REPLACE,
  },
  accepted_unverified: {
    standing: 'unproved',
    label: 'Not proved yet',
    meaning: 'The issuer accepted the revocation, but proof that it is dead is outstanding.',
    todo: 'Take it as live until it is proved dead; Rekey asks again.',
  },
  approval_needed: {
    standing: 'live',
    label: 'No: waits for approval',
    meaning: 'A person is asked before it is revoked.',
    todo: 'Somebody who may decide must approve the revocation or revoke it by hand.',
  },
  manual_required: {
    standing: 'live',
    label: 'No: a person must revoke it',
    meaning: 'Only a person can revoke it, or tell whether it is dead.',
    todo: 'Revoke it at its provider, then replace the value where it is used.',
  },
  unsupported: {
    standing: 'unproved',
    label: 'Cannot be checked',
    meaning: 'Rekey cannot revoke this type of credential.',
    todo: 'Revoke it where it was issued, then replace the value where it is used.',
  },
  untrusted_issuer: {
    standing: 'unproved',
    label: 'Cannot be checked',
    meaning: 'Its issuer is not in the policy, so it was not contacted.',
    todo: 'Add the issuer to the policy if it is yours, or revoke the credential there by hand.',
  },
  denied_by_policy: {
    standing: 'live',
    label: 'No: Rekey may not revoke it',
    meaning: 'The policy, or a person whom it lets decide, does not let Rekey revoke it.',
    todo: 'Revoke it by hand, then replace the value where it is used.',
  },
  failed: {
    standing: 'unproved',
    label: 'Not proved: revocation failed',
    meaning: 'Revocation was tried and did not succeed.',
    todo: 'Revoke it by hand, then replace the value where it is used.',
  },
  dismissed: {
    standing: 'dismissed',
    label: 'Dismissed by a person',
    meaning: 'A person decided that nothing needs to be done.',
    todo: 'Nothing is left to do.',
  },
};

type Claim = Pick<StateWords, 'standing' | 'label'>;

const notKnown = (rest: string): Claim => ({ standing: 'unproved', label: `Not known: ${rest}` });

/** States that say nothing of whether it lives: of one that nobody saw alive nothing is claimed. */
const UNSEEN: Partial<Record<IncidentState, Claim>> = {
  approval_needed: notKnown('waits for approval'),
  manual_required: notKnown('a person must revoke it'),
  denied_by_policy: notKnown('Rekey may not revoke it'),
};

/** The words for a state. `live`: something was seen to take the credential. */
export const stateWords = (state: IncidentState, live: boolean): StateWords => ({
  ...STATE_WORDS[state],
  ...(live ? {} : UNSEEN[state]),
});

/** How an incident stands, in the words of its state and of what was seen of it. */
export const wordsOf = ({ state, timeline }: Pick<IncidentReport, 'state' | 'timeline'>): StateWords =>
  stateWords(state, wasSeenAlive(timeline));
