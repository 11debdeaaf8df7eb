import type { Approval, TimelineEntry } from '../../inventory/report.ts';
import { code } from '../markdown.ts';
import { mention } from '../mention.ts';

/** How a person says it in a comment. */
export const COMMAND_WORDS = { approve: '/rekey approve', decline: '/rekey decline REASON' } as const;

/** Of the check run; GitHub takes 20 characters for a label and an identifier and 40 for a description. */
export const APPROVE_BUTTON = {
  label: 'Revoke now',
  description: 'Approves what waits for a person',
  identifier: 'rekey-approve',
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
      `- To have it revoked, comment \`${COMMAND_WORDS.approve}\` here, or press *${APPROVE_BUTTON.label}* on the check run.`,
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
    `What waits for approval is decided by ${who.slice(0, 3).join(', or ')}: press *${APPROVE_BUTTON.label}*, or comment \`${COMMAND_WORDS.approve}\` or \`${COMMAND_WORDS.decline}\` on its issue.`,
  ];
}

const DECIDED: ReadonlyMap<string, string> = new Map([
  ['approved', 'Approved'],
  ['declined', 'Declined'],
]);

/** Who decided last, if a person did. */
export function decidedBy(timeline: readonly TimelineEntry[]): readonly string[] {
  const last = timeline.findLast(({ event, person }) => person !== undefined && DECIDED.has(event));
  if (last?.person === undefined) return [];
  return [`${DECIDED.get(last.event)} by ${code(last.person.replace(/^@/, ''), 60)}.`];
}
