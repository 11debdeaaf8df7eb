import { GENESIS, isSameMac, signFacts, type Link } from './chain.ts';
import { checkChain, type Break, type ChainCheck, type Verdict } from './chain-check.ts';
import { endFacts, fileFacts } from './export-trail.ts';
import { readLines, type Line } from './file-lines.ts';

type Part<Name extends string> = Extract<Line, Record<Name, unknown>>;
type Head = Part<'export'>['export'];
type End = Part<'end'>['end'];

/** A chain of the file that is being followed. */
interface Open {
  readonly installation: number;
  readonly after: Link;
  readonly check: ChainCheck;
}

function verdictOf({ installation, after, check }: Open, broken?: Break): Verdict {
  const head = check.head();
  return {
    installation,
    rows: head.seq - after.seq,
    checkpoints: check.checkpoints(),
    head,
    ...(broken ? { broken } : {}),
  };
}

/** What the line that ends a chain says is wrong: it must name the last row, and be signed by who exported it. */
function checkEnd(
  { installation, after, check }: Open,
  end: End,
  at: string,
  key?: Buffer,
): Break | undefined {
  const head = check.head();
  if (end.installation !== installation) return { kind: 'foreign', seq: head.seq + 1 };
  if (end.seq !== head.seq || end.hash !== head.hash) return { kind: 'cut off', seq: head.seq + 1 };
  if (!key || isSameMac(end.mac, signFacts(key, 'end', endFacts(installation, after, head, at))))
    return undefined;
  return { kind: 'not certified', seq: after.seq + 1, upTo: head.seq };
}

const headIsOurs = ({ at, since, until, installations, mac }: Head, key: Buffer): boolean =>
  isSameMac(mac, signFacts(key, 'export', fileFacts(at, since, until, installations)));

/** A chain of which the file says nothing, or nothing that can be read. */
const without = (installation: number, kind: Break['kind']): Verdict => ({
  installation,
  rows: 0,
  checkpoints: 0,
  head: { seq: 0, hash: GENESIS },
  broken: { kind, seq: 1 },
});

/**
 * Verifies an exported file, whose text comes in pieces: each chain that its first line names, from the first row to the
 * line that ends it. Stops at the first chain that is broken.
 *
 * @param key of the installation that exported it; undefined: hashes are followed, and signatures are not looked at
 */
export async function* verifyFile(
  pieces: AsyncIterable<string>,
  key: Buffer | undefined,
): AsyncGenerator<Verdict> {
  let head: Head | undefined;
  let left: number[] = [];
  let open: Open | undefined;
  for await (const line of readLines(pieces)) {
    if (!head) {
      if (!line || !('export' in line)) return yield without(0, 'unreadable');
      head = line.export;
      if (key && !headIsOurs(head, key)) return yield without(0, 'not certified');
      left = [...head.installations];
      continue;
    }
    if (line && 'chain' in line && !open) {
      const { installation, after } = line.chain;
      if (left.shift() !== installation) return yield without(installation, 'foreign');
      open = { installation, after, check: checkChain(installation, after, key) };
      continue;
    }
    if (!open) return yield without(left[0] ?? 0, 'unreadable');
    const broken = checkLine(open, line, head.at, key);
    if (broken || (line && 'end' in line)) {
      yield verdictOf(open, broken);
      open = undefined;
    }
    if (broken) return;
  }
  if (!head) yield without(0, 'unreadable');
  if (open) yield verdictOf(open, { kind: 'cut off', seq: open.check.head().seq + 1 });
  else if (left[0] !== undefined) yield without(left[0], 'cut off');
}

function checkLine(open: Open, line: Line | undefined, at: string, key?: Buffer): Break | undefined {
  if (line && 'row' in line) return open.check.row(line.row, line.hash);
  if (line && 'checkpoint' in line) return open.check.checkpoint(line.checkpoint);
  if (line && 'end' in line) return checkEnd(open, line.end, at, key);
  return { kind: 'unreadable', seq: open.check.head().seq + 1 };
}
