import { z } from 'zod';
import { HookRepository, hookRepository, sha } from '../hook-repository.ts';
import { taskRepositorySchema } from '../thread-task.ts';

const id = z.number().int().positive();

/** A push to a wiki changes few pages; the newest commits lead to all older ones. */
const MAX_HEADS = 100;

/** Read what is new in a wiki. */
export const ReadWikiTask = z
  .object({
    kind: z.literal('read-wiki'),
    installationId: id,
    repository: taskRepositorySchema,
    /** The newest commit of each page that changed. */
    heads: z.array(sha).min(1).max(MAX_HEADS).readonly(),
  })
  .readonly();
export type ReadWikiTask = z.infer<typeof ReadWikiTask>;

const Payload = z.object({
  pages: z.array(z.unknown()),
  installation: z.object({ id }),
  repository: HookRepository,
});
const Page = z.object({ sha });

/**
 * Projects GitHub's `gollum` payload to a job. It names pages and commits, and nothing of what they say, so each costs a
 * fetch. https://docs.github.com/webhooks/webhook-events-and-payloads#gollum
 */
export function readWikiTask(payload: unknown): ReadWikiTask | undefined {
  const parsed = Payload.safeParse(payload);
  if (!parsed.success) return undefined;
  const { pages, installation, repository } = parsed.data;
  const heads = [...new Set(pages.flatMap((page) => Page.safeParse(page).data?.sha ?? []))].slice(
    0,
    MAX_HEADS,
  );
  if (heads.length === 0) return undefined;
  return {
    kind: 'read-wiki',
    installationId: installation.id,
    repository: hookRepository(repository),
    heads,
  };
}
