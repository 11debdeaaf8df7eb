import type { DecisionOutcome } from '../inventory/decision-outcome.ts';
import type { Approval } from '../inventory/report.ts';
import type { Octokit } from '../github/types.ts';
import { rateLimitWait } from '../github/retry-after.ts';
import { code } from './markdown.ts';
import { whoMayDecide } from './words/approval.ts';
import { MEMBERS_GAP, NOT_DONE_WORDS, type NotDone } from './words/decisions.ts';

/** How Rekey nods at a comment. https://docs.github.com/rest/reactions/reactions */
const REACTIONS: Readonly<Record<DecisionOutcome, '+1' | '-1' | 'confused'>> = {
  done: '+1',
  refused: '-1',
  ended: 'confused',
  'nothing-waits': 'confused',
  'broker-waits': 'confused',
  forbidden: 'confused',
  edited: 'confused',
  unclear: 'confused',
};

/** Deleted or locked since: then there is nobody to nod at. */
function isFinal(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? Number(error.status) : 0;
  return [403, 404, 410, 422].includes(status) && rateLimitWait(error) === undefined;
}

/** Reacts to a comment; a second time GitHub keeps the one that is there. */
export async function nodAt(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  comment: number,
  outcome: DecisionOutcome,
): Promise<void> {
  try {
    await octokit.rest.reactions.createForIssueComment({
      owner: repository.owner,
      repo: repository.name,
      comment_id: comment,
      content: REACTIONS[outcome],
    });
  } catch (error) {
    if (!isFinal(error)) throw error;
  }
}

/** What is said besides. */
export interface AnswerFacts {
  /** By which the comment is found again. */
  readonly key: string;
  readonly login: string;
  readonly gap?: 'members';
  /** Absent where the public reads along. */
  readonly approval?: Approval;
}

/** The comment that says why a decision was not carried out. It names who is meant, and mentions nobody. */
export function renderAnswer(outcome: NotDone, { key, login, gap, approval }: AnswerFacts): string {
  const says = outcome === 'refused' && approval ? ` Who may: ${whoMayDecide(approval, false)}.` : '';
  return [
    `<!-- rekey:answer:${key.replaceAll(/[^\w/-]/g, '')} -->`,
    `To ${code(login, 60)}: ${NOT_DONE_WORDS[outcome]}${says}`,
    ...(gap ? [MEMBERS_GAP] : []),
  ].join('\n\n');
}
