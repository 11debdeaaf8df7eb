import type { Trx } from '../../store/transaction.ts';
import type { Queue } from '../queue/queue.ts';
import { hygieneJob } from './governance-task.ts';

/** The public can read a repository by now: the hygiene issues in it are emptied at once. */
export async function hideHygiene(
  trx: Trx,
  queue: Queue,
  installationId: number,
  { owner, name }: { readonly owner: string; readonly name: string },
): Promise<void> {
  const rows = await trx
    .selectFrom('hygiene_issues')
    .select('owner')
    .distinct()
    .where('installation_id', '=', installationId)
    .where('issue_owner', '=', owner)
    .where('issue_repository', '=', name)
    .where('closed_at', 'is', null)
    .execute();
  await queue.send(
    trx,
    rows.map((row) => hygieneJob(installationId, row.owner)),
  );
}
