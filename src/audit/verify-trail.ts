import type { Keys } from '../base/keys.ts';
import type { Database } from '../store/database.ts';
import { START, type Link } from './chain.ts';
import { checkChain, type Break, type ChainCheck, type Verdict } from './chain-check.ts';
import { listChains, readChain, readExtent } from './read-chain.ts';
import { sealTrail } from './seal.ts';
import type { SealedRow } from './trail-columns.ts';

/** What is looked at. */
export interface VerifyRequest {
  /** Default: every chain. */
  readonly installation?: number | undefined;
  /** A head that was kept elsewhere, such as in a log: the chain must hold it. */
  readonly anchor?: Link | undefined;
}

/** Where verification works. */
export interface Verifying {
  readonly db: Database;
  readonly keys: Pick<Keys, 'audit'>;
  /** Called now and then while it goes on. */
  readonly onProgress?: () => void;
}

function checkPage(check: ChainCheck, rows: readonly SealedRow[], anchor?: Link): Break | undefined {
  for (const { hash, checkpoint, ...row } of rows) {
    const broken = check.row(row, hash) ?? (checkpoint && check.checkpoint(checkpoint));
    if (broken) return broken;
    if (anchor?.seq === row.seq && anchor.hash !== hash) return { kind: 'rewritten', seq: 1, upTo: row.seq };
  }
  return undefined;
}

/** What is missing at the end: rows that a checkpoint or the anchor knows, or a checkpoint that knows the last rows. */
function checkEnd(head: Link, checkpoint: number, anchor?: Link): Break | undefined {
  if (checkpoint > head.seq || (anchor && anchor.seq > head.seq))
    return { kind: 'cut off', seq: head.seq + 1 };
  return checkpoint < head.seq ? { kind: 'not certified', seq: checkpoint + 1, upTo: head.seq } : undefined;
}

async function verifyChain(
  { db, keys, onProgress }: Verifying,
  installation: number,
  anchor: Link | undefined,
): Promise<Verdict> {
  const extent = await readExtent(db, installation);
  const check = checkChain(installation, START, keys.audit);
  let broken: Break | undefined;
  for await (const rows of readChain(db, installation, { last: extent.rows })) {
    broken = checkPage(check, rows, anchor);
    if (broken) break;
    onProgress?.();
  }
  const head = check.head();
  broken ??= checkEnd(head, extent.checkpoint, anchor);
  return {
    installation,
    rows: head.seq,
    checkpoints: check.checkpoints(),
    head,
    ...(broken ? { broken } : {}),
  };
}

/**
 * Seals what waits, and follows each chain from its first row to its last: every hash, every number, every checkpoint. What
 * is appended meanwhile is left to the next time.
 */
export async function* verifyTrail(
  context: Verifying,
  { installation, anchor }: VerifyRequest,
): AsyncGenerator<Verdict> {
  await sealTrail(context, { only: installation });
  const chains = installation === undefined ? await listChains(context.db) : [installation];
  for (const chain of chains) yield await verifyChain(context, chain, anchor);
}
