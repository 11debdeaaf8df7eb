import { z } from 'zod';
import { HookRepository, hookRepository } from './hook-repository.ts';
import { detect } from '../detect/index.ts';
import { THREAD_TYPES } from '../github/place.ts';
import { THREAD_EVENTS, type ThreadEvent, type ThreadEventName } from './threads/thread-events.ts';
import { threadText, type Writing } from './threads/thread-text.ts';

const id = z.number().int().positive();
const text = z.string().nullish().catch(undefined);

/** The repository of a text, as a job holds it. */
export const taskRepositorySchema = z
  .object({ id, owner: z.string(), name: z.string(), private: z.boolean(), defaultBranch: z.string() })
  .readonly();

/** Read a text of a person again from GitHub, where a look at its webhook found something. Never the text itself. */
export const ReadThreadTask = z
  .object({
    kind: z.literal('read-thread'),
    installationId: id,
    repository: taskRepositorySchema,
    thread: z.enum(THREAD_TYPES),
    /** Id within its type; see `ThreadPlace`. */
    id: z.string(),
    /** GitHub's global id, by which GraphQL reads it. */
    node: z.string(),
    number: id.optional(),
  })
  .readonly();

export type ReadThreadTask = z.infer<typeof ReadThreadTask>;

const Envelope = z.object({
  action: z.string(),
  installation: z.object({ id }),
  repository: HookRepository,
  sender: z.object({ type: z.string() }).optional().catch(undefined),
  changes: z
    .object({
      body: z.object({ from: text }).optional().catch(undefined),
      title: z.object({ from: text }).optional().catch(undefined),
      name: z.object({ from: text }).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

const Subject = z.object({
  id,
  number: id.optional().catch(undefined),
  // The characters of GitHub's ids, old and new: nothing that a person could have written.
  node_id: z.string().regex(/^[\w+/=-]{1,200}$/),
  title: text,
  name: text,
  body: text,
});

const Numbered = z.object({ number: id });

/** What Rekey wrote itself begins with one of its hidden lines, and was sent by an App. */
function isOwn(sender: { readonly type: string } | undefined, body: string): boolean {
  return sender?.type === 'Bot' && body.startsWith('<!-- rekey:');
}

function holdsAny(event: ThreadEvent, own: string, writing: Writing): boolean {
  return detect(threadText(event.thread, own, writing)).length > 0;
}

/** What the text is, and what it was before the edit that the webhook tells of. */
function writings(
  { title: key }: ThreadEvent,
  subject: z.infer<typeof Subject>,
  changes: z.infer<typeof Envelope>['changes'],
): readonly Writing[] {
  const now = { ...(key ? { title: subject[key] ?? '' } : {}), body: subject.body ?? '' };
  const body = changes?.body?.from;
  const title = key && changes?.[key]?.from;
  if (typeof body !== 'string' && typeof title !== 'string') return [now];
  return [now, { ...now, body: body ?? now.body, ...(typeof title === 'string' ? { title } : {}) }];
}

/**
 * Looks at the text of a webhook, and projects the webhook to a job where the text holds something: most texts hold
 * nothing and cost neither a job nor a request. Pure; never throws on a payload.
 *
 * @returns undefined when there is nothing to read
 */
export function readThreadTask(name: ThreadEventName, payload: unknown): ReadThreadTask | undefined {
  const event: ThreadEvent = THREAD_EVENTS[name];
  const envelope = Envelope.safeParse(payload);
  if (!envelope.success || !event.actions.includes(envelope.data.action)) return undefined;
  const all = z.record(z.string(), z.unknown()).safeParse(payload).data ?? {};
  const subject = Subject.safeParse(all[event.subject]);
  if (!subject.success) return undefined;
  const { installation, repository, sender, changes } = envelope.data;
  const own = subject.data;
  const thread = String(event.id === 'number' ? own.number : own.id);
  if (isOwn(sender, own.body ?? '')) return undefined;
  if (!writings(event, own, changes).some((writing) => holdsAny(event, thread, writing))) return undefined;
  const conversation = event.conversation ? Numbered.safeParse(all[event.conversation]).data : own;
  return {
    kind: 'read-thread',
    installationId: installation.id,
    repository: hookRepository(repository),
    thread: event.thread,
    id: thread,
    node: own.node_id,
    ...(conversation?.number === undefined ? {} : { number: conversation.number }),
  };
}
