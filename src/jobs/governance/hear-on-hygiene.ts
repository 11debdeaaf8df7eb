import { sql } from 'kysely';
import { nodAt } from '../../respond/answer-command.ts';
import { renderFindingAnswer } from '../../respond/answer-finding.ts';
import { tellAuthor } from '../../respond/tell-author.ts';
import type { FindingOutcome } from '../../inventory/finding-outcome.ts';
import { actorOf } from '../../inventory/waiting.ts';
import type { Database } from '../../store/database.ts';
import type { Word } from '../decide/hear.ts';
import type { JobContext } from '../queue/context.ts';
import { readTarget } from '../report/own-issue.ts';
import {
  mayAnswerFinding,
  noteFindingAnswered,
  noteFindingAttempt,
  readFindingWord,
} from './finding-words.ts';
import { hearFinding } from './hear-finding.ts';
import type { HygieneIssue } from './hygiene-rows.ts';

interface Place {
  readonly owner: string;
  readonly name: string;
  readonly number: number;
}

/** The hygiene issue that Rekey wrote there, as its row says; what an issue says of itself, anybody can write. */
export async function hygieneIssueAt(
  db: Database,
  installationId: number,
  { owner, name, number }: Place,
): Promise<HygieneIssue | undefined> {
  return db
    .selectFrom('hygiene_issues')
    .selectAll()
    .where('installation_id', '=', installationId)
    .where('issue_number', '=', number)
    .where(sql<string>`lower(issue_owner)`, '=', owner.toLowerCase())
    .where(sql<string>`lower(issue_repository)`, '=', name.toLowerCase())
    .orderBy('week', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** A reaction says the same to `hear`'s outcomes and to these. */
const NODS: Partial<Record<FindingOutcome, 'done' | 'helped' | 'refused' | 'not-a-writer'>> = {
  done: 'done',
  helped: 'helped',
  refused: 'refused',
  'not-a-writer': 'not-a-writer',
};

/** Says in a comment what a reaction does not say; once, also when a try got lost. */
async function answer(context: JobContext, issue: HygieneIssue, word: Word, outcome: FindingOutcome) {
  const { db } = context;
  const { installation_id: installationId } = issue;
  const { source, person, repository } = word;
  const row = await readFindingWord(db, source);
  if (!row || row.answered_at || issue.issue_number === null) return;
  const about = { source, installationId, issue: row.issue, actor: actorOf(person) };
  const target = outcome === 'done' ? undefined : await readTarget(context, installationId, repository);
  // Where the public reads by now, the issue says nothing any more, and neither does an answer.
  if (outcome !== 'done' && target?.private && (await mayAnswerFinding(db, about, outcome))) {
    await noteFindingAttempt(db, source);
    const octokit = await context.github.forInstallation(installationId);
    const body = renderFindingAnswer(outcome, { key: source, login: person.login });
    const to = { to: 'issue', number: issue.issue_number } as const;
    await tellAuthor(
      octokit,
      repository,
      to,
      body,
      row.attempted_at ? { attemptedAt: row.attempted_at } : {},
    );
  }
  await noteFindingAnswered(db, source);
}

/** Whether a word was answered already, so that nothing has to be read again. */
export const wasAnswered = async (db: Database, source: string): Promise<boolean> =>
  ((await readFindingWord(db, source))?.answered_at ?? null) !== null;

/** Hears a comment on a hygiene issue, and answers it with a reaction and, where that does not say it, a comment. */
export async function hearOnHygiene(
  context: JobContext,
  issue: HygieneIssue,
  word: Word,
  comment: number,
): Promise<void> {
  const outcome = await hearFinding(context, issue, word);
  const octokit = await context.github.forInstallation(issue.installation_id);
  await nodAt(octokit, word.repository, comment, NODS[outcome] ?? 'unclear');
  await answer(context, issue, word, outcome);
}
