import { z } from 'zod';
import { graphql } from '../../github/graphql.ts';
import type { Writer } from '../../github/crowd.ts';
import type { ReplyTarget } from '../../github/reply-target.ts';
import type { Octokit } from '../../github/types.ts';
import { readAnswer } from '../github-answer.ts';
import { THREAD_QUERY } from './thread-query.ts';
import type { Writing } from './thread-text.ts';

/** A text of a person as it stands on GitHub now. */
export interface Thread {
  readonly author?: string;
  /** Its account; absent where that was deleted, and for a release. */
  readonly writer?: Writer;
  readonly now: Writing;
  /** Earlier versions that its menu "edited" still shows, the newest first. */
  readonly earlier: readonly Writing[];
  /** Absent where nobody can answer: a release. */
  readonly target?: ReplyTarget;
}

const number = z.number().int();
const numbered = z.object({ number });
const lists = <T extends z.ZodType>(node: T) => z.object({ nodes: z.array(node.nullable()).nullable() });

const Node = z.object({
  type: z.string(),
  author: z.object({ login: z.string(), databaseId: number.nullish() }).nullish(),
  authorAssociation: z.string().optional(),
  body: z.string().nullish(),
  description: z.string().nullish(),
  title: z.string().nullish(),
  name: z.string().nullish(),
  userContentEdits: lists(
    z.object({ deletedAt: z.string().nullable(), diff: z.string().nullable() }),
  ).nullish(),
  timelineItems: lists(z.object({ previousTitle: z.string().optional() })).nullish(),
  id: z.string().optional(),
  number: number.optional(),
  databaseId: number.nullish(),
  replyTo: z.object({ id: z.string().optional(), databaseId: number.nullish() }).nullish(),
  issue: numbered.nullish(),
  pullRequest: numbered.nullish(),
  commit: z.object({ oid: z.string() }).nullish(),
  discussion: z.object({ id: z.string() }).nullish(),
});
type Node = z.infer<typeof Node>;

/** By GraphQL's name of the type. Answers to answers are not possible: they go to where the thread began. */
const TARGETS: Readonly<Record<string, (node: Node) => ReplyTarget | undefined>> = {
  Issue: (node) => toIssue(node.number),
  PullRequest: (node) => toIssue(node.number),
  IssueComment: (node) => toIssue(node.issue?.number),
  PullRequestReview: (node) => toIssue(node.pullRequest?.number),
  PullRequestReviewComment: ({ replyTo, databaseId, pullRequest }) => {
    const comment = replyTo?.databaseId ?? databaseId;
    return comment && pullRequest ? { to: 'review-comment', pull: pullRequest.number, comment } : undefined;
  },
  CommitComment: ({ commit }) => (commit ? { to: 'commit', sha: commit.oid } : undefined),
  Discussion: ({ id }) => (id ? { to: 'discussion', discussion: id } : undefined),
  DiscussionComment: ({ id, replyTo, discussion }) => {
    const above = replyTo?.id ?? id;
    return discussion && above ? { to: 'discussion', discussion: discussion.id, replyTo: above } : undefined;
  },
};

function toIssue(of: number | undefined): ReplyTarget | undefined {
  return of === undefined ? undefined : { to: 'issue', number: of };
}

function writerOf({ author, authorAssociation: association }: Node): Writer | undefined {
  if (!author) return undefined;
  const { databaseId: id, login } = author;
  return {
    login,
    ...(id == null ? {} : { id }),
    ...(association === undefined ? {} : { association }),
  };
}

function earlierVersions(node: Node, now: Writing): readonly Writing[] {
  const bodies = (node.userContentEdits?.nodes ?? []).flatMap((edit) =>
    edit?.diff && edit.deletedAt === null ? [edit.diff] : [],
  );
  const titles = (node.timelineItems?.nodes ?? []).flatMap((renaming) => renaming?.previousTitle ?? []);
  return [
    ...bodies.map((body) => ({ ...now, body })),
    ...titles.map((title) => ({ title, body: '' })),
  ].filter(({ body, title }) => body !== now.body || title !== now.title);
}

/**
 * Reads a text with its earlier versions, in one request.
 *
 * @param node its global id
 * @returns undefined when it does not exist any more or cannot be seen
 * @throws an error with the status 403 without the permission for texts of its type
 */
export async function readThread(octokit: Octokit, node: string): Promise<Thread | undefined> {
  const answer = await graphql(octokit, THREAD_QUERY, { id: node });
  const { node: found } = readAnswer(z.object({ node: Node.nullable() }), answer);
  if (!found) return undefined;
  const title = found.title ?? found.name ?? undefined;
  const now = { ...(title === undefined ? {} : { title }), body: found.body ?? found.description ?? '' };
  const target = TARGETS[found.type]?.(found);
  const writer = writerOf(found);
  return {
    ...(found.author ? { author: found.author.login } : {}),
    ...(writer ? { writer } : {}),
    now,
    earlier: earlierVersions(found, now),
    ...(target ? { target } : {}),
  };
}
