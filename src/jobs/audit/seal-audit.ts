import { readHeads } from '../../audit/read-chain.ts';
import { sealTrail } from '../../audit/seal.ts';
import type { JobContext } from '../queue/context.ts';

/** A look may take so long; what is left, such as the trail of an older release, follows at the next. */
const MAX_MS = 1000;
/** Longer than a day, so that no head falls between two looks. */
const ANCHOR_MS = 2 * 86_400_000;

/** Seals what was written to the audit trail since the last look. */
export async function sealAudit(context: Pick<JobContext, 'db' | 'keys'>): Promise<void> {
  await sealTrail(context, { maxMs: MAX_MS });
}

/**
 * Writes the head of each chain that grew to the log: kept outside the database, it shows a trail that was rewritten or cut
 * off, even by somebody who has both the database and the key.
 */
export async function anchorAudit({ db, log }: Pick<JobContext, 'db' | 'log'>): Promise<void> {
  for (const { installation, seq, hash } of await readHeads(db, new Date(Date.now() - ANCHOR_MS)))
    log.info({ installation, anchor: `${seq}:${hash}` }, 'head of the audit trail');
}
