import type { FindingOutcome } from '../../inventory/finding-outcome.ts';

/** How it is said; the code stands before each finding. */
const COMMAND = '`/rekey accept-risk CODE REASON until YYYY-MM-DD`';

/** What a reaction does not say by itself, in one or two sentences. */
export const FINDING_ANSWERS: Readonly<Record<Exclude<FindingOutcome, 'done'>, string>> = {
  helped: `Here you can tell Rekey ${COMMAND}, in a comment with a line of its own: it leaves that finding as it is up to and including that day, a year from now at most. CODE stands before the finding. Whoever may decide by the organisation's policy may say it.`,
  refused:
    'Nothing was changed: whom the organisation’s policy names in `approvers` may accept a finding, or the owners of the organisation where it names nobody.',
  'not-a-writer': 'Nothing was changed: Rekey listens to those who may write to this repository.',
  edited: 'Nothing was changed: the comment no longer says what it said at first. Write a new one.',
  unclear: `Nothing was changed, for it is not clear what was meant. What can be said here is ${COMMAND}.`,
  'no-code': `Nothing was changed: say which finding, by the code that stands before it: ${COMMAND}.`,
  gone: 'Nothing was changed: no open finding has that code. It may have been mended, or have come back under another one.',
  incident: 'Nothing was changed: this is a leak, and the risk of a leak is accepted on its own issue.',
  'no-reason': `Nothing was changed: say why: ${COMMAND}.`,
  'no-owner':
    'Nothing was changed: nobody is known who answers for it. Accept it in the dashboard, which takes an owner.',
  'no-date': `Nothing was changed: say until when: ${COMMAND}. A finding is accepted for a time only.`,
  'bad-date': 'Nothing was changed: write the day as in `until 2027-01-31`.',
  'past-date': 'Nothing was changed: that day is over.',
  'far-date': 'Nothing was changed: a finding can be accepted for a year at most.',
};
