import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RekeyError } from '../../base/errors.ts';
import { crowdOfWiki } from '../../github/crowd.ts';
import { wikiUrl } from '../../github/wiki-url.ts';
import { fetchTips } from '../../history/fetch-repository.ts';
import { utcDay } from '../../policy/decide.ts';
import type { ReadWikiTask } from '../../sources/wiki/wiki-task.ts';
import { actOnFindings } from '../judge/act-on-findings.ts';
import type { JobContext } from '../queue/context.ts';
import type { Try } from '../queue/github-task.ts';
import { observeWiki } from './observe-wiki.ts';
import { policyFor } from '../judge/policies.ts';
import { RetryLater } from '../queue/retry-later.ts';

/** Wikis are text; one with more pictures than this is not read. */
const LIMITS = { bytes: 500_000_000, ms: 300_000 };

/** Another try would end in the same way: the wiki is gone, its history was rewritten, or it is too large. */
const FINAL: ReadonlySet<string> = new Set(['REPOSITORY_GONE', 'TIP_GONE', 'TOO_LARGE']);

async function readHeads({ db }: JobContext, repositoryId: number): Promise<readonly string[]> {
  const row = await db
    .selectFrom('wikis')
    .select('heads')
    .where('repository_id', '=', repositoryId)
    .executeTakeFirst();
  return row?.heads ?? [];
}

async function saveHeads({ db }: JobContext, { repository, heads }: ReadWikiTask): Promise<void> {
  const row = { heads: JSON.stringify(heads) };
  await db
    .insertInto('wikis')
    .values({ repository_id: repository.id, ...row })
    .onConflict((conflict) => conflict.column('repository_id').doUpdateSet(row))
    .execute();
}

async function read(context: JobContext, task: ReadWikiTask, folder: string, stop: AbortSignal) {
  const { installationId, repository, heads } = task;
  const octokit = await context.github.forInstallation(installationId);
  const { policy } = await policyFor(context, installationId, repository, { reread: false });
  const token = await context.github.tokenFor(installationId);
  await fetchTips({ url: wikiUrl(octokit, repository), token }, folder, heads, LIMITS, stop);
  const known = await readHeads(context, repository.id);
  return observeWiki(folder, { heads, known }, policy, utcDay(new Date()), stop);
}

/**
 * Reads every version of every page of a wiki since the last time, or since its beginning, and acts on what they hold. A
 * wiki is fetched whole: it has no other interface.
 */
export async function scanWiki(context: JobContext, task: ReadWikiTask, { signal }: Try): Promise<void> {
  const { installationId, repository } = task;
  const folder = mkdtempSync(join(tmpdir(), 'rekey-wiki-'));
  try {
    const crowd = crowdOfWiki(repository);
    const seen = (await read(context, task, folder, signal)).map((one) => ({ ...one, crowd }));
    if (seen.length > 0) await actOnFindings(context, { installationId, repository, seen });
    await saveHeads(context, task);
  } catch (error) {
    if (signal.aborted) throw new RetryLater(0, { pausesLane: false, cause: error });
    if (!(error instanceof RekeyError) || !FINAL.has(error.code)) throw error;
    context.log.warn({ code: error.code, repository: repository.id }, 'a wiki could not be read');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
