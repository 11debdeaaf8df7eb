import { z } from 'zod';
import { graphql } from '../../github/graphql.ts';
import type { Writer } from '../../github/crowd.ts';
import type { ReplyTarget } from '../../github/reply-target.ts';
import type { Octokit } from '../../github/types.ts';
import { readAnswer } from '../github-answer.ts';
import { THREAD_QUERY } from './thread-query.ts';
import type { Writing } from './thread-text.ts';

/** One version of a text. Of a writer nothing is known where the account was deleted, and for a release. */
export interface Version extends Writing {
  /** Who wrote its body: whoever may write edits what others wrote. */
  readonly writer?: Writer;
  readonly titledBy?: Writer;
}

/** A text of a person as it stands on GitHub now. */
export interface Thread {
  readonly author?: string;
  readonly now: Version;
  /**
   * The versions that its menu "edited" still shows, the newest first; then earlier titles, alike. Once it was edited the
   * first of them is the text as it stands.
   */
  readonly earlier: readonly Version[];
  /** Absent where nobody can answer: a release. */
  readonly target?: ReplyTarget;
}

const number = z.number().int();
const numbered = z.object({ number });
const lists = <T extends z.ZodType>(node: T) => z.object({ nodes: z.array(node.nullable()).nullable() });

const Account = z.object({ login: z.string(), databaseId: number.nullish() }).nullish();
type Account = z.infer<typeof Account>;

const Node = z.object({
  type: z.string(),
  author: Account,
  editor: Account,
  lastEditedAt: z.string().nullish(),
  authorAssociation: z.string().optional(),
  body: z.string().nullish(),
  description: z.string().nullish(),
  title: z.string().nullish(),
  name: z.string().nullish(),
  userContentEdits: lists(
    z.object({ deletedAt: z.string().nullable(), diff: z.string().nullable(), editor: Account }),
  ).nullish(),
  timelineItems: lists(z.object({ previousTitle: z.string().optional(), actor: Account })).nullish(),
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

/** GitHub says only of the author how he belongs to the repository. */
function writerOf({ author, authorAssociation: association }: Node, account: Account): Writer | undefined {
  if (!account) return undefined;
  const { databaseId: id, login } = account;
  const isAuthor = account === author || (id != null && author?.databaseId === id);
  return {
    login,
    ...(id == null ? {} : { id }),
    ...(isAuthor && association !== undefined ? { association } : {}),
  };
}

/** Who wrote the body as it stands; GitHub names no editor of what was never edited, and none whose account was deleted. */
const bodyWriter = (node: Node) =>
  writerOf(node, node.editor ?? (node.lastEditedAt == null ? node.author : undefined));

const by = (writer: Writer | undefined) => (writer ? { writer } : {});
const titled = (titledBy: Writer | undefined) => (titledBy ? { titledBy } : {});

/** Earlier titles, the newest first, and who gave the text the title that it has: whoever renamed it last. */
function titlesOf(node: Node): { readonly now: Writer | undefined; readonly earlier: readonly Version[] } {
  let writer = writerOf(node, node.author);
  const earlier: Version[] = [];
  for (const renaming of node.timelineItems?.nodes ?? []) {
    if (renaming?.previousTitle === undefined) continue;
    earlier.unshift({ title: renaming.previousTitle, body: '', ...titled(writer) });
    writer = writerOf(node, renaming.actor);
  }
  return { now: writer, earlier };
}

function earlierVersions(node: Node, now: Version, titles: readonly Version[]): readonly Version[] {
  const { writer: _, ...same } = now;
  const bodies = (node.userContentEdits?.nodes ?? []).flatMap((edit) =>
    edit?.diff && edit.deletedAt === null
      ? [{ ...same, body: edit.diff, ...by(writerOf(node, edit.editor)) }]
      : [],
  );
  return [...bodies, ...titles];
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
  const titles = titlesOf(found);
  const now: Version = {
    ...(title === undefined ? {} : { title, ...titled(titles.now) }),
    body: found.body ?? found.description ?? '',
    ...by(bodyWriter(found)),
  };
  const target = TARGETS[found.type]?.(found);
  return {
    ...(found.author ? { author: found.author.login } : {}),
    now,
    earlier: earlierVersions(found, now, titles.earlier),
    ...(target ? { target } : {}),
  };
}
