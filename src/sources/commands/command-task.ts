import { z } from 'zod';
import { BUTTONS, VERBS, type Verb } from '../../github/command.ts';
import { HookRepository } from '../hook-repository.ts';
import { parseCommand } from './parse-command.ts';

const id = z.number().int().positive();

/** The characters of GitHub's logins; those of managed users have an underscore. An App's login ends in `[bot]`. */
const login = z.string().regex(/^[A-Za-z0-9][\w-]{0,99}$/);
const personSchema = z.object({ id, login }).readonly();
const repositorySchema = z
  .object({ id, owner: z.string().min(1).max(200), name: z.string().min(1).max(200) })
  .readonly();

/** A person asked for something in a comment. What it says is read again; the names of what was asked are from here. */
export const CommentCommandTask = z
  .object({
    kind: z.literal('comment-command'),
    installationId: id,
    repository: repositorySchema,
    issue: id,
    comment: id,
    /** What it said when it was written: whoever may edit comments must not be able to speak for its writer. */
    verb: z.enum([...VERBS, 'unclear']),
    person: personSchema,
  })
  .readonly();
export type CommentCommandTask = z.infer<typeof CommentCommandTask>;

/** A person pressed a button on a check run. */
export const ButtonTask = z
  .object({
    kind: z.literal('button'),
    installationId: id,
    repository: repositorySchema,
    checkRun: id,
    verb: z.enum(VERBS),
    person: personSchema,
  })
  .readonly();
export type ButtonTask = z.infer<typeof ButtonTask>;

/** Only people decide: no bot, no organisation, no App. */
const Sender = personSchema.unwrap().extend({ type: z.literal('User') });
const Envelope = z.object({
  installation: z.object({ id }),
  repository: HookRepository,
  sender: Sender,
});
const CommentPayload = Envelope.extend({
  // An edit, by whomever, is no new word.
  action: z.literal('created'),
  issue: z.object({ number: id, pull_request: z.undefined().optional() }),
  comment: z.object({
    id,
    body: z.string(),
    user: z.object({ id }),
    /** An App that writes in a person's name may have read what to write somewhere. */
    performed_via_github_app: z.null().optional(),
  }),
});
const ButtonPayload = Envelope.extend({
  action: z.literal('requested_action'),
  check_run: z.object({ id }),
  requested_action: z.object({ identifier: z.string().max(100) }),
});

const projected = ({ installation, repository, sender }: z.infer<typeof Envelope>) => ({
  installationId: installation.id,
  repository: { id: repository.id, owner: repository.owner.login, name: repository.name },
  person: { id: sender.id, login: sender.login },
});

/**
 * Projects a new comment to a job where it speaks to Rekey; undefined for all others, which cost nothing. Pure, and
 * never throws on a payload. Whose issue it stands on is looked up by the job.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#issue_comment
 */
export function commentCommandTask(payload: unknown): CommentCommandTask | undefined {
  const { data } = CommentPayload.safeParse(payload);
  if (!data || data.comment.user.id !== data.sender.id) return undefined;
  const command = parseCommand(data.comment.body);
  return (
    command && {
      kind: 'comment-command',
      ...projected(data),
      issue: data.issue.number,
      comment: data.comment.id,
      verb: command.verb,
    }
  );
}

function verbOf(identifier: string): Verb | undefined {
  return Object.entries(BUTTONS).find(([known]) => known === identifier)?.[1];
}

/**
 * Projects a pressed button to a job; undefined for a button that is none of ours.
 *
 * @see https://docs.github.com/webhooks/webhook-events-and-payloads#check_run
 */
export function buttonTask(payload: unknown): ButtonTask | undefined {
  const { data } = ButtonPayload.safeParse(payload);
  const verb = data && verbOf(data.requested_action.identifier);
  return data && verb && { kind: 'button', ...projected(data), checkRun: data.check_run.id, verb };
}
