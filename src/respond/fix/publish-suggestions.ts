import type { Octokit } from '../../github/types.ts';
import { SUGGESTION_WORDS } from '../words/fix.ts';

/** A comment on lines that a pull request shows. */
export interface LineComment {
  readonly path: string;
  /** 1-based, of the file at the head. */
  readonly startLine: number;
  readonly endLine: number;
  readonly body: string;
}

/** Writes all comments in one review, which people are told of once. GitHub takes all of it or nothing. */
export async function publishSuggestions(
  octokit: Octokit,
  { owner, name: repo }: { readonly owner: string; readonly name: string },
  pull: { readonly number: number; readonly head: string },
  comments: readonly LineComment[],
): Promise<void> {
  await octokit.rest.pulls.createReview({
    owner,
    repo,
    pull_number: pull.number,
    commit_id: pull.head,
    event: 'COMMENT',
    body: SUGGESTION_WORDS.review,
    comments: comments.map(({ path, startLine, endLine, body }) => ({
      path,
      body,
      line: endLine,
      side: 'RIGHT',
      ...(startLine < endLine ? { start_line: startLine, start_side: 'RIGHT' } : {}),
    })),
  });
}
