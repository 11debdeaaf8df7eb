import { z } from 'zod';

const installationId = z.number().int();

/** Bring the pull request that mends the default branch of a repository up to date. */
export const FixBranchTask = z.object({
  kind: z.literal('fix-branch'),
  installationId,
  repositoryId: z.number().int(),
});
export type FixBranchTask = z.infer<typeof FixBranchTask>;

/** Suggest replacements on the lines of the pull requests of a check's head commit. */
export const SuggestFixesTask = z.object({
  kind: z.literal('suggest-fixes'),
  installationId,
  checkId: z.uuid(),
});
export type SuggestFixesTask = z.infer<typeof SuggestFixesTask>;
