import {
  GENESIS,
  hashRow,
  isSameMac,
  signCheckpoint,
  type Checkpoint,
  type Link,
  type TrailRow,
} from './chain.ts';

/** How a chain is broken. */
export type BreakKind =
  | 'changed'
  | 'missing'
  | 'out of place'
  | 'foreign'
  | 'rewritten'
  | 'forged checkpoint'
  | 'cut off'
  | 'not certified'
  | 'unreadable';

/** Where a chain is broken first. */
export interface Break {
  readonly kind: BreakKind;
  /** The first number that is not as it was sealed. */
  readonly seq: number;
  /** Where only a checkpoint tells: the last number before it. */
  readonly upTo?: number;
}

/** Follows one chain. Each call tells what is wrong; after that the rest proves nothing any more. */
export interface ChainCheck {
  row(row: TrailRow, hash: string | null): Break | undefined;
  checkpoint(checkpoint: Checkpoint): Break | undefined;
  /** Where it has come to. */
  head(): Link;
  /** How many checkpoints stood where they should. */
  checkpoints(): number;
}

/**
 * @param after the link before the first row
 * @param key of the checkpoints; undefined: only whether they agree with the rows is looked at
 */
export function checkChain(installation: number, after: Link, key: Buffer | undefined): ChainCheck {
  let head = after;
  let certified = after.seq;
  let checkpoints = 0;
  const since = (kind: BreakKind, seq: number): Break =>
    seq > certified + 1 ? { kind, seq: certified + 1, upTo: seq } : { kind, seq };
  return {
    row(row, hash) {
      const expected = head.seq + 1;
      if (row.installation !== installation) return { kind: 'foreign', seq: expected };
      if (row.seq > expected) return { kind: 'missing', seq: expected };
      if (row.seq < expected) return { kind: 'out of place', seq: row.seq };
      if (hash === null || hashRow(head.hash, row) !== hash) return { kind: 'changed', seq: row.seq };
      head = { seq: row.seq, hash };
      return undefined;
    },
    checkpoint(checkpoint) {
      const { seq, hash, mac } = checkpoint;
      if (seq > head.seq) return { kind: 'cut off', seq: head.seq + 1 };
      if (seq !== head.seq || hash !== head.hash) return since('rewritten', seq);
      if (key && !isSameMac(mac, signCheckpoint(key, installation, checkpoint)))
        return since('forged checkpoint', seq);
      certified = seq;
      checkpoints += 1;
      return undefined;
    },
    head: () => head,
    checkpoints: () => checkpoints,
  };
}

/** What came of following a chain. */
export interface Verdict {
  readonly installation: number;
  readonly rows: number;
  readonly checkpoints: number;
  readonly head: Link;
  /** Absent where the chain is sound. */
  readonly broken?: Break;
}

/** True where nothing was sealed yet. */
export const isEmpty = ({ head }: Verdict): boolean => head.hash === GENESIS;
