import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { COMMAND_WORDS } from './approval.ts';

/** Why a decision was not carried out. */
export type NotDone = Exclude<DecisionOutcome, 'done'>;

/** Each in one or two sentences. */
export const NOT_DONE_WORDS: Readonly<Record<NotDone, string>> = {
  refused: 'Nothing was changed: you may not decide about this credential.',
  ended: 'Nothing was changed: this has ended, and nothing is left to decide.',
  'nothing-waits': 'Nothing was changed: nothing waits for a decision here.',
  'broker-waits':
    'Nothing was changed: the broker itself waits for its operator, who lets it go on with `rekey broker resume`.',
  forbidden: 'Nothing was changed: the policy by now does not let Rekey revoke this credential.',
  edited: 'Nothing was changed: the comment no longer says what it said at first. Write a new one.',
  unclear: `Nothing was changed, for it is not clear what was meant. Write one line: ${Object.values(
    COMMAND_WORDS,
  )
    .map((words) => `\`${words}\``)
    .join(' or ')}.`,
};

/** Added where GitHub did not let Rekey ask. */
export const MEMBERS_GAP =
  'Whether you belong to a team that may, Rekey could not ask GitHub: the App lacks the permission `members` to read, which an owner grants in the settings of the installation.';

/** Where a decision is asked for in the dashboard. */
export const FORM_WORDS = {
  heading: 'Decide',
  approve: 'Revoke now',
  decline: 'Leave it as it is',
  reason: 'Why it may stay as it is',
  done: 'Done.',
} as const;
