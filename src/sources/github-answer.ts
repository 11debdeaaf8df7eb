import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { NO_ACCOUNT, readLogin } from '../github/login.ts';

/** A file as GitHub's commit answer describes it; fields that GitHub leaves out for some files are optional. */
const commitFileSchema = z.object({
  filename: z.string(),
  status: z.string(),
  /** Id of the blob after the commit; null where GitHub has none. */
  sha: z.string().nullish(),
  previous_filename: z.string().optional(),
  additions: z.number().optional(),
  changes: z.number().optional(),
  /** Absent for binary files and for files that are too large. */
  patch: z.string().optional(),
});

export type CommitFile = z.infer<typeof commitFileSchema>;

/** The files of a pull request, one page of them. */
export const commitFilesSchema = z.array(commitFileSchema);

/** The login of a commit's author; {@link NO_ACCOUNT} where GitHub says that there is none, undefined where it says nothing. */
const authorSchema = z
  .object({ login: z.unknown().optional() })
  .nullish()
  .catch(undefined)
  .transform((author) => (author === undefined ? undefined : (readLogin(author?.login) ?? NO_ACCOUNT)));

export const commitSchema = z.object({
  parents: z.array(z.object({ sha: z.string() })),
  author: authorSchema,
  /** Whose commit it is GitHub knows only by an e-mail address, which anybody can write, unless its signature says so. */
  commit: z
    .object({ verification: z.object({ verified: z.boolean() }).optional() })
    .optional()
    .catch(undefined),
  files: z.array(commitFileSchema).default([]),
});

export const gitCommitSchema = z.object({ parents: z.array(z.object({ sha: z.string() })) });

export const treeSchema = z.object({
  tree: z.array(
    z.object({ path: z.string().optional(), type: z.string().optional(), sha: z.string().nullish() }),
  ),
  truncated: z.boolean().default(false),
});

export const commitListSchema = z.array(z.object({ sha: z.string() }));

export const comparisonSchema = z.object({
  total_commits: z.number(),
  commits: commitListSchema,
  files: z.array(commitFileSchema).default([]),
});

/** A blob or a file as JSON: what servers answer that do not know the raw media type. */
export const encodedFileSchema = z.object({
  content: z.string(),
  encoding: z.string(),
  sha: z.string(),
  size: z.number(),
});

/** Checks an answer of GitHub; throws GITHUB_ANSWER for one that is not what its description says. */
export function readAnswer<T extends z.ZodType>(schema: T, data: unknown): z.infer<T> {
  const parsed = schema.safeParse(data);
  if (parsed.success) return parsed.data;
  const message =
    'GitHub answered in an unknown form. Check GITHUB_API_URL and the version of the GitHub server.';
  throw new RekeyError('GITHUB_ANSWER', message);
}

/** HTTP status of an error that octokit threw, if it is one. */
export function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  return typeof error.status === 'number' ? error.status : undefined;
}

/**
 * Statuses that say "this thing does not exist or cannot be shown", which another try would not change:
 * 404; 409 (empty repository); 410; 422 (no commit for this id); 451.
 */
export function isGone(error: unknown): boolean {
  return [404, 409, 410, 422, 451].includes(statusOf(error) ?? 0);
}
