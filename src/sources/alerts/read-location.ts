import { z } from 'zod';
import type { Writer } from '../../github/crowd.ts';
import type { ThreadPlace, ThreadType } from '../../github/place.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { isGone, readAnswer } from '../github-answer.ts';
import type { Writing } from '../threads/thread-text.ts';
import type { TextLocation } from './read-alert.ts';

/** A text of a person in which GitHub found a secret. */
export interface LocatedText {
  readonly place: ThreadPlace;
  /** Absent where the text cannot be read: of discussions GitHub's REST knows nothing. */
  readonly writing?: Writing;
  /** Absent for a deleted account, and where the text cannot be read. */
  readonly writer?: Writer;
}

type Ids = readonly [first: number, second: number];
type Read = (
  octokit: Octokit,
  where: { owner: string; repo: string },
  ids: Ids,
) => Promise<{ data: unknown }>;

interface Kind {
  readonly thread: ThreadType;
  /** Over the address; only its numbers are used, so nothing is asked of an address that GitHub's answer names. */
  readonly pattern: RegExp;
  readonly inTitle?: boolean;
  readonly read?: Read;
}

const issue: Read = (octokit, where, [number]) => octokit.rest.issues.get({ ...where, issue_number: number });
const comment: Read = (octokit, where, [id]) => octokit.rest.issues.getComment({ ...where, comment_id: id });
const pull: Read = (octokit, where, [number]) => octokit.rest.pulls.get({ ...where, pull_number: number });
const review: Read = (octokit, where, [number, id]) =>
  octokit.rest.pulls.getReview({ ...where, pull_number: number, review_id: id });
const reviewComment: Read = (octokit, where, [id]) =>
  octokit.rest.pulls.getReviewComment({ ...where, comment_id: id });

const ISSUE = /\/issues\/(\d{1,15})$/;
const COMMENT = /\/issues\/comments\/(\d{1,15})$/;
const PULL = /\/pulls\/(\d{1,15})$/;
const DISCUSSION = /\/discussions\/(\d{1,15})(?:#.*)?$/;

/** https://docs.github.com/rest/secret-scanning/secret-scanning#list-locations-for-a-secret-scanning-alert */
const KINDS: Readonly<Record<string, Kind>> = {
  issue_title: { thread: 'issue', pattern: ISSUE, inTitle: true, read: issue },
  issue_body: { thread: 'issue', pattern: ISSUE, read: issue },
  issue_comment: { thread: 'issue-comment', pattern: COMMENT, read: comment },
  pull_request_title: { thread: 'pull-request', pattern: PULL, inTitle: true, read: pull },
  pull_request_body: { thread: 'pull-request', pattern: PULL, read: pull },
  pull_request_comment: { thread: 'issue-comment', pattern: COMMENT, read: comment },
  pull_request_review: {
    thread: 'review',
    pattern: /\/pulls\/(\d{1,15})\/reviews\/(\d{1,15})$/,
    read: review,
  },
  pull_request_review_comment: {
    thread: 'review-comment',
    pattern: /\/pulls\/comments\/(\d{1,15})$/,
    read: reviewComment,
  },
  discussion_title: { thread: 'discussion', pattern: DISCUSSION, inTitle: true },
  discussion_body: { thread: 'discussion', pattern: DISCUSSION },
  discussion_comment: {
    thread: 'discussion-comment',
    pattern: /\/discussions\/(\d{1,15})#discussioncomment-(\d{1,15})$/,
  },
};

const Answer = z.object({
  node_id: z.string().regex(/^[\w+/=-]{1,200}$/),
  number: z.number().int().optional(),
  title: z.string().optional(),
  body: z.string().nullish(),
  user: z.object({ login: z.string(), id: z.number().int().optional() }).nullish(),
  author_association: z.string().optional(),
  issue_url: z.string().optional(),
  pull_request_url: z.string().optional(),
});

/** The number of its issue or pull request, which a comment names by its address only. */
function numberOf({ number, issue_url, pull_request_url }: z.infer<typeof Answer>): number | undefined {
  const end = /\/(\d{1,15})$/.exec(issue_url ?? pull_request_url ?? '')?.[1];
  return number ?? (end === undefined ? undefined : Number(end));
}

function writerOf({ user, author_association: association }: z.infer<typeof Answer>): Writer | undefined {
  if (!user) return undefined;
  const { login, id } = user;
  return {
    login,
    ...(id === undefined ? {} : { id }),
    ...(association === undefined ? {} : { association }),
  };
}

/** Reads one text that GitHub names; undefined for a kind that is not known and for one that is gone. */
export async function readLocation(
  octokit: Octokit,
  { owner, name: repo }: RepositoryRef,
  { type, url }: TextLocation,
): Promise<LocatedText | undefined> {
  const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
  const match = kind?.pattern.exec(url);
  if (!kind || !match) return undefined;
  const ids: Ids = [Number(match[1]), Number(match[2] ?? 0)];
  const place: ThreadPlace = {
    kind: 'thread',
    thread: kind.thread,
    id: match.at(-1) ?? String(ids[0]),
    reported: true,
    ...(kind.inTitle ? { inTitle: true } : {}),
  };
  if (!kind.read) return { place: { ...place, number: ids[0] } };
  try {
    const answer = readAnswer(Answer, (await kind.read(octokit, { owner, repo }, ids)).data);
    const number = numberOf(answer);
    const writer = writerOf(answer);
    return {
      place: {
        ...place,
        node: answer.node_id,
        ...(number === undefined ? {} : { number }),
        ...(answer.user ? { author: answer.user.login } : {}),
      },
      ...(writer ? { writer } : {}),
      writing: { ...(answer.title === undefined ? {} : { title: answer.title }), body: answer.body ?? '' },
    };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
