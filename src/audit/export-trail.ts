import { recordAudit, type AuditActor } from '../inventory/audit.ts';
import type { Keys } from '../base/keys.ts';
import type { Database } from '../store/database.ts';
import { canonicalText, momentText, signFacts, START, type Link, type TrailRow } from './chain.ts';
import { csvLine, CSV_HEAD } from './csv.ts';
import { listChains, readChain, readLinkBefore, readRange, type Period } from './read-chain.ts';
import { sealTrail } from './seal.ts';
import type { SealedRow } from './trail-columns.ts';

/** `jsonl` can be verified; `csv` is for spreadsheets. */
export type ExportFormat = 'jsonl' | 'csv';

/** What is exported. */
export interface ExportRequest extends Period {
  /** Default: all. */
  readonly installations?: readonly number[] | undefined;
  readonly format: ExportFormat;
}

/** Where an export works. */
export interface Exporting {
  readonly db: Database;
  readonly keys: Pick<Keys, 'audit'>;
  /** Who asks: that goes into the trail as well. */
  readonly actor: AuditActor;
}

/** What the first line of a file is signed over: which chains belong to it. */
export const fileFacts = (
  at: string,
  since: string | null,
  until: string | null,
  installations: readonly number[],
) => [at, since, until, ...installations];

/** What the last line of a chain is signed over: all of it, from where to where. */
export const endFacts = (installation: number, after: Link, end: Link, at: string) => [
  installation,
  after.seq,
  after.hash,
  end.seq,
  end.hash,
  at,
];

const json = (value: object): string => `${JSON.stringify(value)}\n`;

const toRow = ({ hash: _hash, checkpoint: _checkpoint, ...row }: SealedRow): TrailRow => row;

function jsonLines(page: readonly SealedRow[]): string {
  return page
    .map((row) => {
      const line = `{"row":${canonicalText(row)},"hash":${JSON.stringify(row.hash)}}\n`;
      return row.checkpoint ? line + json({ checkpoint: row.checkpoint }) : line;
    })
    .join('');
}

async function* chainLines(
  { db, keys }: Exporting,
  installation: number,
  at: string,
  period: Period,
): AsyncGenerator<string> {
  const range = await readRange(db, installation, period);
  const after = range ? await readLinkBefore(db, installation, range.first) : START;
  yield json({ chain: { installation, after } });
  let end = after;
  if (range)
    for await (const page of readChain(db, installation, range)) {
      const last = page.at(-1);
      if (last) end = { seq: last.seq, hash: last.hash ?? '' };
      yield jsonLines(page);
    }
  const mac = signFacts(keys.audit, 'end', endFacts(installation, after, end, at));
  yield json({ end: { installation, ...end, mac } });
}

async function* csvLines({ db }: Exporting, installation: number, period: Period): AsyncGenerator<string> {
  const range = await readRange(db, installation, period);
  if (!range) return;
  const [since, until] = [period.since, period.until].map((date) => date && momentText(date));
  for await (const page of readChain(db, installation, range))
    yield page
      .filter(({ at }) => (since === undefined || at >= since) && (until === undefined || at < until))
      .map((row) => csvLine(toRow(row), row.hash ?? ''))
      .join('');
}

async function note(
  { db, actor }: Exporting,
  chains: readonly number[],
  request: ExportRequest,
): Promise<void> {
  const { since, until, format } = request;
  const from = since ? ` from ${since.toISOString()}` : '';
  const to = until ? ` to ${until.toISOString()}` : '';
  const subjects = chains.map((installationId) => ({ installationId, kind: 'audit' as const }));
  await recordAudit(db, subjects, actor, { event: 'audit_exported', why: `${format}${from}${to}` });
}

/**
 * Exports the trail as pieces of text, a page at a time. That it was exported stands in each chain that it shows, and so
 * in the export. A JSON Lines file holds all rows between the first and the last of the period, so that the chain has no
 * holes; a CSV file those of the period alone.
 */
export async function* exportTrail(context: Exporting, request: ExportRequest): AsyncGenerator<string> {
  const chains = request.installations ?? (await listChains(context.db));
  await note(context, chains, request);
  for (const only of chains) await sealTrail(context, { only });
  if (request.format === 'csv') {
    yield CSV_HEAD;
    for (const chain of chains) yield* csvLines(context, chain, request);
    return;
  }
  const at = momentText(new Date());
  const since = request.since?.toISOString() ?? null;
  const until = request.until?.toISOString() ?? null;
  const mac = signFacts(context.keys.audit, 'export', fileFacts(at, since, until, chains));
  yield json({ export: { version: 1, at, since, until, installations: chains, mac } });
  for (const chain of chains) yield* chainLines(context, chain, at, request);
}
