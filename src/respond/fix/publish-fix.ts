import { z } from 'zod';
import { RekeyError } from '../../base/errors.ts';
import type { Octokit } from '../../github/types.ts';
import type { RenderedFix } from './render-fix.ts';

interface Where {
  readonly owner: string;
  readonly name: string;
}

/** What is there of a pull request. */
export interface OpenFix {
  readonly number: number;
  readonly title: string;
  readonly body: string;
  readonly base: string;
}

const Made = z.object({ number: z.number().int().positive() });

/** Opens the pull request. The caller has looked whether there is one; GitHub refuses a second for the same branch. */
export async function openFix(
  octokit: Octokit,
  { owner, name: repo }: Where,
  { title, body }: RenderedFix,
  head: string,
  base: string,
): Promise<number> {
  const { data } = await octokit.rest.pulls.create({ owner, repo, title, body, head, base });
  const made = Made.safeParse(data);
  if (!made.success) throw new RekeyError('GITHUB_ANSWER', 'GitHub opened a pull request without a number.');
  return made.data.number;
}

/** Brings the text up to date, and the base where the default branch has another name; nothing where both are. */
export async function updateFix(
  octokit: Octokit,
  { owner, name: repo }: Where,
  now: OpenFix,
  { title, body }: RenderedFix,
  base: string,
): Promise<void> {
  const sameText = now.title === title && now.body.replaceAll('\r\n', '\n') === body;
  if (sameText && now.base === base) return;
  await octokit.rest.pulls.update({
    owner,
    repo,
    pull_number: now.number,
    ...(sameText ? {} : { title, body }),
    ...(now.base === base ? {} : { base }),
  });
}

/** Closes it and says why, in one request. */
export async function closeFix(
  octokit: Octokit,
  { owner, name: repo }: Where,
  number: number,
  { body }: RenderedFix,
): Promise<void> {
  await octokit.rest.pulls.update({ owner, repo, pull_number: number, body, state: 'closed' });
}
