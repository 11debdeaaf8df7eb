import { createHash } from 'node:crypto';
import { z } from 'zod';
import { LINKED_FILE } from '../base/linked-file.ts';
import type { Octokit } from '../github/types.ts';
import { isGone } from './github-answer.ts';
import { POLICY_PATH } from './push-task.ts';

/** A policy file as it stands on the default branch. */
export interface PolicySource {
  readonly text: string;
  /** Id of the blob: the same id is the same file. */
  readonly sha: string;
}

/** Larger files are no policy. What is handed on of one is longer than this, so that parsing reports it. */
const TEXT_MAX = 65_536;

/** What leads to no file of the repository. */
const linkSchema = z.object({ type: z.literal('symlink'), sha: z.string() });

const fileSchema = z.object({
  type: z.literal('file'),
  sha: z.string(),
  size: z.number(),
  content: z.string(),
  encoding: z.string(),
});

/**
 * GitHub follows a link to a file and says nothing of it but this: the content is of what the link leads to, the id is of
 * the link itself. Ids are SHA-1, or SHA-256 where the repository is so.
 */
function isFollowed(sha: string, content: Buffer): boolean {
  if (!/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) return false;
  const hash = createHash(sha.length === 40 ? 'sha1' : 'sha256');
  return hash.update(`blob ${content.byteLength}\0`).update(content).digest('hex') !== sha;
}

/**
 * Reads `.github/rekey.yml` from the default branch, never from the pushed or proposed one: a change cannot judge
 * itself. Throws what octokit throws for failures that may pass. A link is no policy, and parsing says so.
 *
 * @param ref a commit instead of the default branch
 * @returns undefined when the repository is not there, not visible to the app, or has no such file
 */
export async function readPolicyFile(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
  ref?: string,
): Promise<PolicySource | undefined> {
  const at = ref === undefined ? {} : { ref };
  const query = { owner: repository.owner, repo: repository.name, path: POLICY_PATH, ...at };
  try {
    // Without `ref` GitHub takes the default branch, also when it was renamed since the webhook.
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', query);
    const link = linkSchema.safeParse(data);
    if (link.success) return { sha: link.data.sha, text: LINKED_FILE };
    const file = fileSchema.safeParse(data);
    // A folder or submodule of that name is no policy.
    if (!file.success) return undefined;
    const { sha, size, content } = file.data;
    if (size > TEXT_MAX) return { sha, text: '#'.repeat(TEXT_MAX + 1) };
    const bytes = Buffer.from(content, 'base64');
    return { sha, text: isFollowed(sha, bytes) ? LINKED_FILE : bytes.toString('utf8') };
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The files that together make the policy of a repository. */
export interface PolicySources {
  /** From the owner's `.github` repository. */
  readonly organisation?: PolicySource;
  readonly repository?: PolicySource;
}

/**
 * Reads both files. The `.github` repository has only one, which counts as the organisation's: it cannot be both.
 */
export async function readPolicyFiles(
  octokit: Octokit,
  repository: { readonly owner: string; readonly name: string },
): Promise<PolicySources> {
  const own = repository.name.toLowerCase() === '.github';
  const [organisation, file] = await Promise.all([
    readPolicyFile(octokit, { owner: repository.owner, name: '.github' }),
    own ? undefined : readPolicyFile(octokit, repository),
  ]);
  return { ...(organisation ? { organisation } : {}), ...(file ? { repository: file } : {}) };
}
