import type { Approval, TimelineEntry } from '../../inventory/report.ts';
import { code } from '../markdown.ts';
import { mention } from '../mention.ts';
import { COMMAND_WORDS } from './commands.ts';

/** Of the check run; GitHub takes 20 characters for a label and an identifier and 40 for a description. */
export const REVOKE_BUTTON = {
  label: 'Revoke now',
  description: 'By whom policy lets decide',
  identifier: 'rekey-revoke',
} as const;

export const NOT_A_SECRET_BUTTON = {
  label: 'Not a secret',
  description: 'Closes it; by whom policy lets decide',
  identifier: 'rekey-not-a-secret',
} as const;

export const RESCAN_BUTTON = {
  label: 'Scan again',
  description: 'Judges this commit once more',
  identifier: 'rekey-rescan',
} as const;

/**
 * Who may decide, in one phrase.
 *
 * @param calls true: the people whom policy lists are mentioned, so that GitHub tells them
 */
export function whoMayDecide({ approvers, repository }: Approval, calls: boolean): string {
  const { owner, name } = repository;
  if (approvers.length === 0) return `whoever has the permission \`admin\` on ${code(`${owner}/${name}`)}`;
  return approvers.map((approver) => (calls ? mention(approver, owner) : code(approver, 60))).join(', ');
}

/** The section of an issue that waits for a person. */
export function approvalSection(approval: Approval): readonly string[] {
  return [
    '### Who may decide',
    `It waits for one of these: ${whoMayDecide(approval, true)}.`,
    [
      `- To have it revoked, comment \`${COMMAND_WORDS.approve}\` here, or press *${REVOKE_BUTTON.label}* on the check run.`,
      `- To leave it as it is, comment \`${COMMAND_WORDS.decline}\`.`,
      '- Whoever runs Rekey can do both in its dashboard.',
    ].join('\n'),
  ];
}

/** The sentence of a check run with credentials that wait for a person. */
export function approvalSentence(approvals: readonly Approval[]): readonly string[] {
  const who = [...new Set(approvals.map((approval) => whoMayDecide(approval, false)))];
  if (who.length === 0) return [];
  return [
    `What waits for approval is decided by ${who.slice(0, 3).join(', or ')}: press *${REVOKE_BUTTON.label}*, or comment \`${COMMAND_WORDS.approve}\` or \`${COMMAND_WORDS.decline}\` on its issue.`,
  ];
}

const DECIDED: ReadonlyMap<string, string> = new Map([
  ['approved', 'Approved'],
  ['declined', 'Declined'],
  ['not_a_secret', 'Not a secret, as decided'],
  ['risk_accepted', 'Risk accepted'],
]);

const by = (what: string, person: string) => `${what} by ${code(person.replace(/^@/, ''), 60)}.`;

/** Who decided last, if a person did. */
export function decidedBy(timeline: readonly TimelineEntry[]): readonly string[] {
  const last = timeline.findLast(({ event, person }) => person !== undefined && DECIDED.has(event));
  const what = last && DECIDED.get(last.event);
  return last?.person === undefined || what === undefined ? [] : [by(what, last.person)];
}

/** Who had the commit judged again last, if a person did. */
export function rescannedBy(timelines: readonly (readonly TimelineEntry[])[]): readonly string[] {
  const asked = timelines
    .flat()
    .filter(({ event, person }) => event === 'scan_asked' && person !== undefined);
  const last = asked.toSorted((one, other) => one.at.getTime() - other.at.getTime()).at(-1);
  return last?.person === undefined ? [] : [by('Scanned again, as asked', last.person)];
}
