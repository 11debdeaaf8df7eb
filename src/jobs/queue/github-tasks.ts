import { ListAlertsTask, ReadAlertTask } from '../../sources/alert-task.ts';
import { ButtonTask, CommentCommandTask } from '../../sources/commands/command-task.ts';
import { IssueTask } from '../../sources/issue-task.ts';
import { MergeGroupTask } from '../../sources/merge-group-task.ts';
import { PolicyCheckTask } from '../../sources/policy-check-task.ts';
import { PullRequestTask } from '../../sources/pull-request-task.ts';
import { pushTaskSchema } from '../../sources/push-task.ts';
import {
  InstallationTask,
  ListInstallationsTask,
  ReconcileTask,
  RedeliverTask,
} from '../../sources/installation-task.ts';
import { RepositoryTask } from '../../sources/repository-task.ts';
import { RescanTask } from '../../sources/rerequest-task.ts';
import { ArtifactsTask, DeleteLogTask, LogTask } from '../../sources/run-task.ts';
import { ReadThreadTask } from '../../sources/thread-task.ts';
import { ReadWikiTask } from '../../sources/wiki/wiki-task.ts';
import { ReadVariablesTask, SweepVariablesTask } from '../../sources/variables/variables-task.ts';
import { askBackfills } from '../backfill/request-backfills.ts';
import { AskBackfillsTask, BackfillTask } from '../backfill/backfill-task.ts';
import { runBackfill } from '../backfill/run-backfill.ts';
import { ReportPauseTask } from '../breaker/pause-task.ts';
import { reportPause } from '../breaker/report-pause.ts';
import { deleteRunLog } from '../runs/delete-log.ts';
import { AnswerTask, answerWord } from '../decide/answer-task.ts';
import { hearButton } from '../decide/hear-button.ts';
import { hearComment } from '../decide/hear-comment.ts';
import { LookAgainTask } from '../decide/look-again-task.ts';
import { lookAgain } from '../decide/run-look-again.ts';
import { callWebhook } from '../escalate/call-webhook.ts';
import { CallTask, RemindTask } from '../escalate/escalate-task.ts';
import { remind } from '../escalate/remind.ts';
import { firstContact } from '../first-contact/first-contact.ts';
import { FirstContactTask } from '../first-contact/first-contact-task.ts';
import { CheckRegisterTask, HygieneTask } from '../governance/governance-task.ts';
import { lookAtRegister } from '../governance/look-at-register.ts';
import { writeHygiene } from '../governance/write-hygiene.ts';
import { defineTask, type TaskKind } from './github-task.ts';
import { fixBranch } from '../fix/fix-branch.ts';
import { FixBranchTask, SuggestFixesTask } from '../fix/fix-task.ts';
import { suggestFixes } from '../fix/suggest-fixes.ts';
import { checkPolicy } from '../policy/check-policy.ts';
import { followIssue } from '../report/follow-issue.ts';
import { followUp } from '../report/follow-up.ts';
import { listAlerts, scanAlert } from '../texts/read-alert.ts';
import { SummaryTask } from '../summary/summary-task.ts';
import { writeSummary } from '../summary/write-summary.ts';
import { scanThread } from '../texts/read-thread.ts';
import { scanWiki } from '../texts/read-wiki.ts';
import { readVariables } from '../variables/read-variables.ts';
import { reconcile } from '../missed/reconcile.ts';
import { redeliverMissing } from '../missed/redeliver.ts';
import { reportCheck } from '../report/report-check.ts';
import { reportIssue } from '../report/report-issue.ts';
import { rescan } from '../judge/rescan.ts';
import { scanArtifacts } from '../runs/scan-artifacts.ts';
import { scanLog } from '../runs/scan-log.ts';
import { scanMergeGroup, scanPullRequest } from '../judge/scan-pull-request.ts';
import { renew, RenewTask } from '../lifecycle/renew.ts';
import { scanPush } from '../judge/scan-push.ts';
import { sweepVariables } from '../variables/sweep-variables.ts';
import { registerOrganisation } from '../register/register-organisation.ts';
import { registerRepository } from '../register/register-repository.ts';
import { RegisterOrganisationTask, RegisterRepositoryTask } from '../register/register-task.ts';
import { FollowUpTask, ReportCheckTask, ReportIssueTask } from './tasks.ts';
import { updateInstallation, updateInstallations } from '../installations/update-installation.ts';
import { updateRepository } from '../installations/update-repository.ts';

/** Every kind of job of the queues `github` and `bulk`. */
const KINDS: readonly TaskKind[] = [
  defineTask('push', pushTaskSchema, scanPush),
  defineTask('pull-request', PullRequestTask, scanPullRequest),
  defineTask('merge-group', MergeGroupTask, scanMergeGroup),
  defineTask('check-policy', PolicyCheckTask, checkPolicy),
  defineTask('rescan', RescanTask, (context, task, { retryCount }) => rescan(context, task, retryCount)),
  defineTask('read-thread', ReadThreadTask, scanThread),
  defineTask('read-wiki', ReadWikiTask, scanWiki),
  defineTask('read-alert', ReadAlertTask, scanAlert),
  defineTask('list-alerts', ListAlertsTask, listAlerts),
  defineTask('read-variables', ReadVariablesTask, readVariables),
  defineTask('sweep-variables', SweepVariablesTask, sweepVariables),
  defineTask('scan-log', LogTask, scanLog),
  defineTask('scan-artifacts', ArtifactsTask, scanArtifacts),
  defineTask('delete-log', DeleteLogTask, deleteRunLog),
  defineTask('ask-backfills', AskBackfillsTask, askBackfills),
  defineTask('backfill', BackfillTask, runBackfill),
  defineTask('repository', RepositoryTask, updateRepository),
  defineTask('installation', InstallationTask, updateInstallation),
  defineTask('reconcile', ReconcileTask, reconcile),
  defineTask('list-installations', ListInstallationsTask, updateInstallations),
  defineTask('redeliver', RedeliverTask, redeliverMissing),
  defineTask('comment-command', CommentCommandTask, hearComment),
  defineTask('button', ButtonTask, hearButton),
  defineTask('answer-word', AnswerTask, answerWord),
  defineTask('look-again', LookAgainTask, lookAgain),
  defineTask('report-check', ReportCheckTask, reportCheck),
  defineTask('report-issue', ReportIssueTask, reportIssue),
  defineTask('follow-issue', IssueTask, followIssue),
  defineTask('follow-up', FollowUpTask, followUp),
  defineTask('report-pause', ReportPauseTask, reportPause),
  defineTask('first-contact', FirstContactTask, firstContact),
  defineTask('weekly-summary', SummaryTask, writeSummary),
  defineTask('check-register', CheckRegisterTask, lookAtRegister),
  defineTask('renew', RenewTask, renew),
  defineTask('hygiene-issue', HygieneTask, writeHygiene),
  defineTask('remind', RemindTask, remind),
  defineTask('call-webhook', CallTask, callWebhook),
  defineTask('register-repository', RegisterRepositoryTask, registerRepository),
  defineTask('register-organisation', RegisterOrganisationTask, registerOrganisation),
  defineTask('fix-branch', FixBranchTask, fixBranch),
  defineTask('suggest-fixes', SuggestFixesTask, suggestFixes),
];

/** By their kind. */
export const GITHUB_TASKS: ReadonlyMap<string, TaskKind> = new Map(KINDS.map((one) => [one.kind, one]));
