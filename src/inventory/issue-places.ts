import type { Trx } from '../store/transaction.ts';

/** All that keeps where an issue of ours is. */
const KEEPERS = ['incidents', 'summaries', 'pauses', 'hygiene_issues', 'first_contacts'] as const;

/** Keeps the issues of a repository under its name of today: GitHub sends on from an old one until somebody else takes it. */
export async function moveIssues(
  trx: Trx,
  from: { readonly owner: string; readonly name: string },
  to: { readonly owner: string; readonly name: string },
): Promise<void> {
  for (const table of KEEPERS)
    await trx
      .updateTable(table)
      .set({ issue_owner: to.owner, issue_repository: to.name })
      .where('issue_owner', '=', from.owner)
      .where('issue_repository', '=', from.name)
      .execute();
}

/** The same for an account. */
export async function moveIssuesOf(trx: Trx, from: string, to: string): Promise<void> {
  for (const table of KEEPERS)
    await trx.updateTable(table).set({ issue_owner: to }).where('issue_owner', '=', from).execute();
}
