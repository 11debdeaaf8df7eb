import { z } from 'zod';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import { decodeText } from '../decode-text.ts';
import { isGone, readAnswer } from '../github-answer.ts';
import { inOrder } from '../in-order.ts';
import { readFileAt } from '../read-content.ts';

const FOLDER = '.github/workflows';
/** No more are looked at; a repository has a handful. */
const MAX_FILES = 100;
const MAX_BYTES = 1_048_576;
const WIDTH = 8;

const Folder = z.array(z.object({ path: z.string(), type: z.string(), size: z.number().default(0) }).loose());

/** A workflow's file. */
export interface Workflow {
  readonly path: string;
  readonly content: string;
}

/** Whether a file is a workflow of GitHub Actions, or an agentic one that becomes such. */
export function isWorkflow(path: string): boolean {
  return /^\.github\/workflows\/[^/]+\.(?:ya?ml|md)$/i.test(path);
}

/**
 * The workflows of a repository at a commit or branch, at most 100 of 1 MB each. Empty where there is no such folder, and
 * where what stands there cannot be read.
 */
export async function readWorkflows(
  octokit: Octokit,
  repository: RepositoryRef,
  ref: string,
): Promise<readonly Workflow[]> {
  const { owner, name: repo } = repository;
  try {
    const { data } = await octokit.request('GET /repos/{owner}/{repo}/contents/{path}', {
      owner,
      repo,
      path: FOLDER,
      ...(ref === '' ? {} : { ref }),
    });
    const files = readAnswer(Folder, data).filter(
      ({ path, type, size }) => type === 'file' && size <= MAX_BYTES && isWorkflow(path),
    );
    const found: Workflow[] = [];
    const read = async (path: string): Promise<Workflow | undefined> => {
      const bytes = await readFileAt(octokit, repository, path, ref);
      const content = typeof bytes === 'string' ? undefined : decodeText(bytes);
      return content === undefined ? undefined : { path, content };
    };
    const paths = files.slice(0, MAX_FILES).map(({ path }) => path);
    for await (const workflow of inOrder(paths, WIDTH, read)) if (workflow) found.push(workflow);
    return found;
  } catch (error) {
    if (isGone(error)) return [];
    throw error;
  }
}
