import type { Person } from '../../github/command.ts';
import { renderAnswer } from '../../respond/answer-command.ts';
import { tellAuthor } from '../../respond/tell-author.ts';
import type { JobContext } from '../queue/context.ts';
import { mayAnswer, noteAnswered, noteAttempt, readDecision } from './decision-rows.ts';
import { issueOf, type Found } from './find-incident.ts';
import type { Heard } from './hear.ts';

/** Says in a comment on the incident's issue why a decision was not carried out; once, also when a try got lost. */
export async function answer(
  context: JobContext,
  { incidentId, home }: Found,
  source: string,
  person: Person,
  { outcome, gap }: Heard,
): Promise<void> {
  const { db, github } = context;
  const row = await readDecision(db, source);
  if (!row || row.answered_at) return;
  const issue = outcome === 'done' ? undefined : await issueOf(db, incidentId);
  const about = { source, incidentId, actor: row.actor, outcome };
  if (outcome !== 'done' && issue && (await mayAnswer(db, about))) {
    const { owner, name } = home;
    const approval = { approvers: home.policy?.approvers ?? [], repository: { owner, name } };
    const body = renderAnswer(outcome, {
      key: source,
      login: person.login,
      ...(gap ? { gap } : {}),
      ...(issue.private ? { approval } : {}),
    });
    await noteAttempt(db, source);
    const octokit = await github.forInstallation(home.installation_id);
    const target = { to: 'issue', number: issue.number } as const;
    await tellAuthor(octokit, issue, target, body, row.attempted_at ? { attemptedAt: row.attempted_at } : {});
  }
  await noteAnswered(db, source);
}
