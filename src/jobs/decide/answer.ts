import type { DecisionOutcome } from '../../inventory/decision-outcome.ts';
import { renderAnswer } from '../../respond/answer-command.ts';
import { tellAuthor } from '../../respond/tell-author.ts';
import type { JobContext } from '../queue/context.ts';
import { mayAnswer, noteAnswered, noteAttempt, readDecision } from './decision-rows.ts';
import type { Found } from './find-incident.ts';
import type { Heard, Word } from './hear.ts';
import { ownIssueOf } from './own-issue-of.ts';

/** A reaction says it all. */
const WORDLESS = ['done'] as const satisfies readonly DecisionOutcome[];

const isWordless = (outcome: DecisionOutcome): outcome is (typeof WORDLESS)[number] =>
  (WORDLESS as readonly DecisionOutcome[]).includes(outcome);

/**
 * Says in a comment on the incident's issue what came of a person's word, where a reaction does not say it; once, also when
 * a try got lost. What the broker still looks into is answered when it has looked.
 */
export async function answer(
  context: JobContext,
  { incidentId, home }: Found,
  { source, person, repository, meant }: Pick<Word, 'source' | 'person' | 'repository' | 'meant'>,
  { outcome, gap, doubt }: Heard,
): Promise<void> {
  const { db, github } = context;
  const row = await readDecision(db, source);
  if (!row || row.answered_at || outcome === 'looking') return;
  const about = { source, incidentId, actor: row.actor, outcome };
  const isSaid = !isWordless(outcome) && (await mayAnswer(db, about));
  const issue = isSaid ? await ownIssueOf(context, home.installation_id, incidentId) : undefined;
  if (!isWordless(outcome) && issue) {
    const { owner, name } = home;
    const approval = { approvers: home.policy?.approvers ?? [], repository: { owner, name } };
    const body = renderAnswer(outcome, {
      key: source,
      login: person.login,
      ...(gap ? { gap } : {}),
      ...(meant ? { meant } : {}),
      ...(issue.private ? { approval, writers: repository } : {}),
      // Names of the organisation's policy are not for everybody.
      ...(issue.private && doubt !== undefined ? { doubt } : {}),
    });
    await noteAttempt(db, source);
    const octokit = await github.forInstallation(home.installation_id);
    const target = { to: 'issue', number: issue.number } as const;
    await tellAuthor(octokit, issue, target, body, row.attempted_at ? { attemptedAt: row.attempted_at } : {});
  }
  await noteAnswered(db, source);
}
