import { readCode } from '../../governance/hygiene.ts';
import type { Person } from '../../github/command.ts';
import { recordAudit } from '../../inventory/audit.ts';
import { actorOf } from '../../inventory/waiting.ts';
import { acceptIn } from '../../register/exceptions.ts';
import { findingByCode } from '../../register/find-finding.ts';
import type { FindingOutcome } from '../../inventory/finding-outcome.ts';
import type { Trx } from '../../store/transaction.ts';
import { mayAccept } from '../access/rights.ts';
import type { Word } from '../decide/hear.ts';
import { mayTell } from '../decide/may-decide.ts';
import type { JobContext } from '../queue/context.ts';
import { keepFindingWord, readFindingWord } from './finding-words.ts';
import { hygieneJob } from './governance-task.ts';
import type { HygieneIssue } from './hygiene-rows.ts';

type Said = Pick<Word, 'source' | 'person' | 'repository' | 'verb' | 'reason' | 'until'>;

/** Whose word counts: to accept something is decided, the rest is told. */
async function refusal(
  context: JobContext,
  { installation_id: installationId }: HygieneIssue,
  { verb, repository, person }: Said,
): Promise<FindingOutcome | undefined> {
  if (verb === 'accept-risk')
    return (await mayAccept(context, person, installationId)) ? undefined : 'refused';
  const octokit = await context.github.forInstallation(installationId);
  return (await mayTell(octokit, repository, person)).may ? undefined : 'not-a-writer';
}

async function accept(
  trx: Trx,
  installationId: number,
  person: Person,
  { reason = '', until }: Said,
): Promise<FindingOutcome> {
  const named = readCode(reason);
  if (!named) return 'no-code';
  const id = await findingByCode(trx, installationId, named.code);
  if (id === undefined) return 'gone';
  const actor = { name: actorOf(person), githubId: person.id };
  return acceptIn(trx, { installations: [installationId] }, actor, id, { reason: named.rest, until });
}

function weigh(trx: Trx, installationId: number, said: Said): FindingOutcome | Promise<FindingOutcome> {
  if (said.verb === 'accept-risk') return accept(trx, installationId, said.person, said);
  if (said.verb === 'help') return 'helped';
  return said.verb === 'edited' ? 'edited' : 'unclear';
}

/**
 * Hears what a person says on a hygiene issue: looks up whether it counts, carries it out, and keeps what became of it in the
 * same transaction. A finding that was accepted goes from the issue at once.
 */
export async function hearFinding(
  context: JobContext,
  issue: HygieneIssue,
  said: Said,
): Promise<FindingOutcome> {
  const { db, queue } = context;
  const { installation_id: installationId, owner } = issue;
  const { source, person, verb } = said;
  const known = await readFindingWord(db, source);
  if (known) return known.outcome;
  const no = await refusal(context, issue, said);
  const who = { name: actorOf(person), githubId: person.id };
  const outcome = await db.transaction().execute(async (trx) => {
    const weighed = no ?? (await weigh(trx, installationId, said));
    const place = `${issue.issue_owner}/${issue.issue_repository}#${issue.issue_number}`;
    await keepFindingWord(trx, { source, installationId, issue: place, actor: who.name }, weighed);
    if (weighed === 'done') await queue.send(trx, [hygieneJob(installationId, owner)]);
    else if (weighed !== 'helped')
      await recordAudit(trx, { installationId, kind: 'decision', id: source }, who, {
        event: 'word_not_carried_out',
        why: `${verb}: ${weighed}`,
      });
    return weighed;
  });
  queue.wake();
  return outcome;
}
