import { nodAt } from '../../respond/answer-command.ts';
import type { CommentCommandTask } from '../../sources/commands/command-task.ts';
import { readComment, type ReadComment } from '../../sources/commands/read-comment.ts';
import type { JobContext } from '../queue/context.ts';
import { hearOnHygiene, hygieneIssueAt, wasAnswered } from '../governance/hear-on-hygiene.ts';
import type { Try } from '../queue/github-task.ts';
import { RetryLater } from '../queue/retry-later.ts';
import { answer } from './answer.ts';
import { readDecision } from './decision-rows.ts';
import { incidentOfIssue } from './find-incident.ts';
import { incidentOfMovedIssue } from './find-moved.ts';
import { hear, type Word } from './hear.ts';
import { readIncidentIssue } from './own-issue-of.ts';

/** A webhook can outrun GitHub's replicas: a comment that is not there yet is asked for again, twice. */
const TRIES_FOR_MISSING = 2;
const RETRY_MISSING_MS = 2000;

/**
 * What the comment says, as far as it is still what its writer said at first: whoever may edit comments could otherwise
 * speak in the name of others.
 */
function wordOf(
  { person, verb }: CommentCommandTask,
  comment: ReadComment,
): Omit<Word, 'source' | 'person' | 'repository'> {
  const { command, authorId } = comment;
  return authorId === person.id && command?.verb === verb ? command : { verb: 'edited' };
}

/**
 * Hears a comment that speaks to Rekey, and answers it with a reaction. On an issue that Rekey did not write it says
 * nothing, and neither does a comment that was deleted.
 */
export async function hearComment(
  context: JobContext,
  task: CommentCommandTask,
  { retryCount }: Try,
): Promise<void> {
  const { db } = context;
  const { installationId, repository, person } = task;
  const issue = { ...repository, number: task.issue };
  const of = await incidentOfIssue(db, installationId, issue);
  const hygiene = of ? undefined : await hygieneIssueAt(db, installationId, issue);
  const found = of ?? (hygiene ? undefined : await incidentOfMovedIssue(context, installationId, issue));
  if (!found && !hygiene) return;
  const source = `comment/${task.comment}`;
  if ((await readDecision(db, source))?.answered_at || (await wasAnswered(db, source))) return;
  const octokit = await context.github.forInstallation(installationId);
  const comment = await readComment(octokit, repository, task.comment);
  if (!comment && retryCount < TRIES_FOR_MISSING)
    throw new RetryLater(RETRY_MISSING_MS, { pausesLane: false });
  if (!comment) return;
  const word: Word = { source, person, repository, ...wordOf(task, comment) };
  if (hygiene) return hearOnHygiene(context, hygiene, word, task.comment);
  if (!found) return;
  // A repository that was deleted or renamed leaves its name, and the numbers of its issues, to whoever makes another.
  if (of && !(await readIncidentIssue(context, installationId, of.incidentId, issue))) return;
  const heard = await hear(context, found, word);
  await nodAt(octokit, repository, task.comment, heard.outcome);
  await answer(context, found, word, heard);
}
