import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';

/** What a reaction does not say by itself. */
export type Answered = Exclude<DecisionOutcome, 'done'>;

/** Each in one or two sentences. */
export const ANSWER_WORDS: Readonly<Record<Answered, string>> = {
  looking: 'Rekey looks whether it is dead.',
  helped: 'This is what you can tell Rekey, in a comment with a line of its own.',
  reopened:
    'Reopened. Its value was no longer kept, so Rekey reads again where it stood and revokes it if it finds it there.',
  'still-live':
    'It still works: Rekey has just tried it. So this stays open; rotating means that the old value is ended where it was issued.',
  noted:
    'That you say it was rotated now stands in the timeline. Rekey could not prove it, so this stays open until it is proved, or until somebody who may decide sets it aside.',
  elsewhere:
    'That stands in the timeline, and holds for the repository in which you may decide. The credential stands in another one as well, so this stays open until somebody says the same who may decide there, or for the whole organisation.',
  refused: 'Nothing was changed: you may not decide about this credential.',
  'not-a-writer': 'Nothing was changed: Rekey listens to those who may write to this repository.',
  ended: 'Nothing was changed: this has ended, and nothing is left to decide.',
  'nothing-waits': 'Nothing was changed: nothing waits for a decision here.',
  'under-way': 'Nothing was changed: its revocation is under way.',
  'broker-waits':
    'Nothing was changed: the broker itself waits for its operator, who lets it go on with `rekey broker resume`.',
  forbidden: 'Nothing was changed: the policy by now does not let Rekey revoke this credential.',
  'cannot-end':
    'Nothing was changed: Rekey has no way to end this credential. What is left for a person is in the issue above.',
  edited: 'Nothing was changed: the comment no longer says what it said at first. Write a new one.',
  unclear: 'Nothing was changed, for it is not clear what was meant. `/rekey help` lists what can be said.',
  several:
    'Nothing was changed: that check run shows several credentials. Comment `/rekey not-a-secret REASON` on the issue of the one that you mean.',
  'no-date':
    'Nothing was changed: say until when, such as `/rekey accept-risk REASON until 2027-01-31`. The risk is accepted for a time only.',
  'bad-date': 'Nothing was changed: write the day as in `until 2027-01-31`.',
  'past-date': 'Nothing was changed: that day is over.',
  'far-date': 'Nothing was changed: a risk can be accepted for a year at most.',
  'bad-owner':
    'Nothing was changed: name one team of this organisation, as `@organisation/team`, or one user who has access to the repository of the leak.',
  'not-read-again': 'Nothing was changed: no place where it was seen can be read again.',
};

/** Added where GitHub did not let Rekey ask. */
export const MEMBERS_GAP =
  'Whether you belong to a team that may, Rekey could not ask GitHub: the App lacks the permission `members` to read, which an owner grants in the settings of the installation.';

/** Added where a name in the list of approvers did not count. */
export const doubtfulApprover = (name: string): string =>
  `${name} in the policy’s \`approvers\` meant nobody, or somebody else, when it was listed. If it shall count, whoever looks after the policy takes it out in one commit and, once that has its check run, puts it in again.`;

/** Where a decision is asked for in the dashboard. */
export const FORM_WORDS = {
  heading: 'Decide',
  approve: 'Revoke now',
  decline: 'Leave it as it is',
  revoke: 'Revoke it all the same',
  rotated: 'It was rotated: look whether it is dead',
  'not-a-secret': 'It is no secret',
  'accept-risk': 'Accept the risk',
  owner: 'Name its owner',
  rescan: 'Look again where it stands',
  reason: 'Why',
  until: 'Last day, a year from now at most',
  ownerName: 'Owner, such as @octocat or @acme/payments',
  done: 'Done.',
} as const;
