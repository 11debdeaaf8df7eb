import { z } from 'zod';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer } from '../github-answer.ts';
import { parseCommand, type Command } from './parse-command.ts';

const Comment = z.object({
  body: z.string().nullish(),
  user: z.object({ id: z.number() }).nullable(),
  created_at: z.string(),
});

/** A comment as it stands now. */
export interface ReadComment {
  /** Undefined for a deleted account. */
  readonly authorId?: number;
  readonly command?: Command;
  readonly createdAt: string;
}

/** Reads a comment on an issue; undefined when it was deleted. */
export async function readComment(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  comment: number,
): Promise<ReadComment | undefined> {
  try {
    const { data } = await octokit.rest.issues.getComment({
      owner: repository.owner,
      repo: repository.name,
      comment_id: comment,
    });
    const { body, user, created_at: createdAt } = readAnswer(Comment, data);
    const command = parseCommand(body ?? '');
    return { createdAt, ...(user ? { authorId: user.id } : {}), ...(command ? { command } : {}) };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
