import { z } from 'zod';
import { graphql } from '../github/graphql.ts';
import type { ReplyTarget } from '../github/reply-target.ts';
import { rateLimitWait } from '../github/retry-after.ts';
import type { Octokit } from '../github/types.ts';

/** GitHub's largest page. A comment that was written a moment ago is among the newest of its conversation. */
const PAGE = 100;
/** A clock may differ from GitHub's. */
const SLACK_MS = 120_000;

/** https://docs.github.com/graphql/reference/mutations#adddiscussioncomment */
export const ANSWER_DISCUSSION = `mutation RekeyAnswer($discussion: ID!, $replyTo: ID, $body: String!) {
  addDiscussionComment(input: { discussionId: $discussion, replyToId: $replyTo, body: $body }) { comment { id } }
}`;

/** The newest comments of a discussion, or answers to one of its comments. */
export const DISCUSSION_ANSWERS = `query RekeyAnswers($id: ID!) {
  node(id: $id) {
    ... on Discussion { comments(last: ${PAGE}) { nodes { body } } }
    ... on DiscussionComment { replies(last: ${PAGE}) { nodes { body } } }
  }
}`;

const Bodies = z.object({ nodes: z.array(z.object({ body: z.string() }).nullable()).nullable() });
const Answers = z.object({ node: z.object({ comments: Bodies, replies: Bodies }).partial().nullable() });

interface Where {
  readonly owner: string;
  readonly repo: string;
}

type Target<To extends ReplyTarget['to']> = Extract<ReplyTarget, { to: To }>;

/** How one answers, and what was answered lately. */
interface Channel<To extends ReplyTarget['to']> {
  write(octokit: Octokit, where: Where, target: Target<To>, body: string): Promise<unknown>;
  /** Bodies of comments written since a moment, as far as GitHub can be asked that. */
  recent(
    octokit: Octokit,
    where: Where,
    target: Target<To>,
    since: Date,
  ): Promise<readonly (string | null | undefined)[]>;
}

const CHANNELS: { readonly [To in ReplyTarget['to']]: Channel<To> } = {
  issue: {
    write: (octokit, where, { number }, body) =>
      octokit.rest.issues.createComment({ ...where, issue_number: number, body }),
    async recent(octokit, where, { number }, since) {
      const { data } = await octokit.rest.issues.listComments({
        ...where,
        issue_number: number,
        since: since.toISOString(),
        per_page: PAGE,
      });
      return data.map(({ body }) => body);
    },
  },
  'review-comment': {
    write: (octokit, where, { pull, comment }, body) =>
      octokit.rest.pulls.createReplyForReviewComment({
        ...where,
        pull_number: pull,
        comment_id: comment,
        body,
      }),
    async recent(octokit, where, _target, since) {
      const { data } = await octokit.rest.pulls.listReviewCommentsForRepo({
        ...where,
        since: since.toISOString(),
        per_page: PAGE,
      });
      return data.map(({ body }) => body);
    },
  },
  commit: {
    write: (octokit, where, { sha }, body) =>
      octokit.rest.repos.createCommitComment({ ...where, commit_sha: sha, body }),
    async recent(octokit, where, { sha }) {
      const { data } = await octokit.rest.repos.listCommentsForCommit({
        ...where,
        commit_sha: sha,
        per_page: PAGE,
      });
      return data.map(({ body }) => body);
    },
  },
  discussion: {
    write: (octokit, _where, { discussion, replyTo }, body) =>
      graphql(octokit, ANSWER_DISCUSSION, { discussion, replyTo: replyTo ?? null, body }),
    async recent(octokit, _where, { discussion, replyTo }) {
      const answer = await graphql(octokit, DISCUSSION_ANSWERS, { id: replyTo ?? discussion });
      const { data } = Answers.safeParse(answer);
      const nodes = data?.node?.comments?.nodes ?? data?.node?.replies?.nodes ?? [];
      return nodes.map((node) => node?.body);
    },
  },
};

function channelFor<To extends ReplyTarget['to']>(target: Target<To>): Channel<To> {
  return CHANNELS[target.to];
}

/** Locked, deleted, moved, turned off, or without the permission: another try would change nothing. */
function isFinal(error: unknown): boolean {
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  const final = [403, 404, 410, 422].includes(Number(status));
  return final && rateLimitWait(error) === undefined;
}

/**
 * Writes a comment beside a text.
 *
 * @param body begins with its hidden marker, a line of its own
 * @param options.attemptedAt when an earlier try may have written it: then it is looked for first
 * @returns `refused` where GitHub takes no comment
 * @throws GitHub's other errors, for the queue to try again
 */
export async function tellAuthor(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  target: ReplyTarget,
  body: string,
  options: { readonly attemptedAt?: Date } = {},
): Promise<'told' | 'refused'> {
  const where = { owner: repository.owner, repo: repository.name };
  const channel = channelFor(target);
  const marker = body.split('\n', 1)[0] ?? '';
  try {
    if (options.attemptedAt) {
      const since = new Date(options.attemptedAt.getTime() - SLACK_MS);
      const recent = await channel.recent(octokit, where, target, since);
      if (recent.some((text) => text?.startsWith(marker))) return 'told';
    }
    await channel.write(octokit, where, target, body);
    return 'told';
  } catch (error) {
    if (isFinal(error)) return 'refused';
    throw error;
  }
}
