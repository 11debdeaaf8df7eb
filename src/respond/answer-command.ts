import type { Verb } from '../github/command.ts';
import type { DecisionOutcome } from '../inventory/decision-outcome.ts';
import type { Approval } from '../inventory/report.ts';
import type { Octokit } from '../github/types.ts';
import { rateLimitWait } from '../github/retry-after.ts';
import { code } from './markdown.ts';
import { whoMayDecide } from './words/approval.ts';
import { ADDRESS_WORDS, commandLists } from './words/commands.ts';
import { ANSWER_WORDS, doubtfulApprover, MEMBERS_GAP, type Answered } from './words/decisions.ts';

/** How Rekey nods at a comment. https://docs.github.com/rest/reactions/reactions */
const REACTIONS: Partial<Record<DecisionOutcome, '+1' | '-1' | 'eyes'>> = {
  done: '+1',
  helped: '+1',
  reopened: '+1',
  looking: 'eyes',
  // Looked into already when an earlier try of the job was interrupted.
  noted: 'eyes',
  elsewhere: 'eyes',
  'still-live': 'eyes',
  refused: '-1',
  'not-a-writer': '-1',
};
/** For all that was heard and changed nothing. */
const ELSE = 'confused';

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
      content: REACTIONS[outcome] ?? ELSE,
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
  /** A name among the approvers that did not count; absent where the public reads along. */
  readonly doubt?: string;
  /** The verb that an unclear word names. */
  readonly meant?: Verb;
  /** Absent where the public reads along. */
  readonly approval?: Approval;
  /** The repository to which one must be able to write; absent where the public reads along. */
  readonly writers?: { readonly owner: string; readonly name: string };
}

/** What follows the sentence about an outcome. */
const MORE: Partial<Record<Answered, (facts: AnswerFacts) => readonly string[]>> = {
  refused: ({ approval }) => (approval ? [ADDRESS_WORDS.who(whoMayDecide(approval, false))] : []),
  'not-a-writer': ({ writers }) =>
    writers ? [ADDRESS_WORDS.who(ADDRESS_WORDS.writers(code(`${writers.owner}/${writers.name}`)))] : [],
  unclear: ({ meant }) => (meant ? [ADDRESS_WORDS.written(meant)] : []),
};

/**
 * The comment that says what came of a person's word where a reaction does not say it. It names who is meant, and mentions
 * nobody.
 */
export function renderAnswer(outcome: Answered, facts: AnswerFacts): string {
  const { key, login, gap, doubt, approval } = facts;
  const says = [ANSWER_WORDS[outcome], ...(MORE[outcome]?.(facts) ?? [])].join(' ');
  const decides = approval ? [ADDRESS_WORDS.decides(whoMayDecide(approval, false))] : [];
  return [
    `<!-- rekey:answer:${key.replaceAll(/[^\w/-]/g, '')} -->`,
    ADDRESS_WORDS.to(code(login, 60), says),
    ...(gap ? [MEMBERS_GAP] : []),
    ...(doubt === undefined ? [] : [doubtfulApprover(code(doubt, 100))]),
    ...(outcome === 'helped' ? [...commandLists(), ...decides] : []),
  ].join('\n\n');
}
