import { readFileText } from '../../fix/index.ts';
import type { NeededVariable } from '../../fix/index.ts';
import type { Octokit, RepositoryRef } from '../../github/types.ts';
import type { FixedFile, FixFacts, SideFile } from '../../respond/fix/fix-facts.ts';
import type { FileChange } from '../../respond/fix/write-branch.ts';
import type { CommitTree, TreeFile } from '../../sources/fix/default-branch.ts';
import { readBlob } from '../../sources/read-content.ts';
import type { JobContext } from '../queue/context.ts';
import type { OfferedCredential } from './offered.ts';

/** What a plan is made of. */
export interface PlanParts {
  readonly context: Pick<JobContext, 'db' | 'keys'>;
  readonly octokit: Octokit;
  readonly repository: RepositoryRef;
  readonly tree: CommitTree;
  readonly offered: readonly OfferedCredential[];
  /** Without it GitHub takes no change of a workflow. */
  readonly mayChangeWorkflows: boolean;
}

/** What the pull request holds so far. */
export interface Draft {
  readonly changes: (FileChange & { readonly from: string })[];
  readonly files: FixedFile[];
  readonly left: FixFacts['left'][number][];
  readonly caches: string[];
  /** What leaked dotenv files set; they stay. */
  readonly set: NeededVariable[];
  readonly dotenvs: string[];
  readonly keys: Set<string>;
  allDead: boolean;
}

const REGULAR = new Set(['100644', '100755']);

/** Whether it is a file, not a link. */
export const isRegular = ({ mode }: TreeFile): boolean => REGULAR.has(mode);

/** The text of a file of the tree; undefined for one that is not there, no regular file, or no UTF-8. */
export async function readText({ octokit, repository, tree }: PlanParts, path: string) {
  const file = tree.files.get(path);
  if (!file || !isRegular(file)) return undefined;
  const bytes = await readBlob(octokit, repository, file.sha);
  return typeof bytes === 'string' ? undefined : readFileText(bytes);
}

/** Changes a file at the root that goes with the others; a folder, a submodule, a link, or what is no text is left alone. */
export async function draftSideFile(
  parts: PlanParts,
  draft: Draft,
  path: string,
  change: (text: string | undefined) => string | undefined,
): Promise<SideFile> {
  const at = draft.changes.findIndex((one) => one.path === path);
  const planned = draft.changes[at];
  if (parts.tree.others.has(path)) return 'left';
  const file = parts.tree.files.get(path);
  const read = planned?.content ? readFileText(planned.content) : await readText(parts, path);
  if (file && !read) return 'left';
  const text = change(read?.text);
  if (text === undefined) return 'left';
  if (text === read?.text) return 'holds';
  const content = read ? read.encode(text) : Buffer.from(text, 'utf8');
  const changed = { path, mode: file?.mode ?? '100644', content, from: file?.sha ?? '' };
  draft.changes.splice(planned ? at : draft.changes.length, planned ? 1 : 0, changed);
  return 'changed';
}
