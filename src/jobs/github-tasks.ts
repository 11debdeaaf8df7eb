import { pushTaskSchema } from '../sources/push-task.ts';
import { RepositoryTask } from '../sources/repository-task.ts';
import { defineTask, type TaskKind } from './github-task.ts';
import { followUp } from './follow-up.ts';
import { reportCheck } from './report-check.ts';
import { reportIssue } from './report-issue.ts';
import { scanPush } from './scan-push.ts';
import { FollowUpTask, ReportCheckTask, ReportIssueTask } from './tasks.ts';
import { updateRepository } from './update-repository.ts';

/** Every kind of job of the queues `github` and `bulk`. */
const KINDS: readonly TaskKind[] = [
  defineTask('push', pushTaskSchema, (context, task, { retryCount }) => scanPush(context, task, retryCount)),
  defineTask('repository', RepositoryTask, updateRepository),
  defineTask('report-check', ReportCheckTask, reportCheck),
  defineTask('report-issue', ReportIssueTask, reportIssue),
  defineTask('follow-up', FollowUpTask, followUp),
];

/** By their kind. */
export const GITHUB_TASKS: ReadonlyMap<string, TaskKind> = new Map(KINDS.map((one) => [one.kind, one]));
