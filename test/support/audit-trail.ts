import { randomBytes } from 'node:crypto';
import { deriveKeys } from '../../src/base/keys.ts';
import type { Verdict } from '../../src/audit/chain-check.ts';
import { exportTrail, type ExportRequest } from '../../src/audit/export-trail.ts';
import { verifyFile } from '../../src/audit/verify-file.ts';
import { verifyTrail, type VerifyRequest } from '../../src/audit/verify-trail.ts';
import { recordAudit } from '../../src/inventory/audit.ts';
import type { Database } from '../../src/store/database.ts';

/** The keys of these tests' installation. */
export const KEYS = deriveKeys(randomBytes(32));

/** Appends some entries to the trail of an installation. */
export async function appendSome(db: Database, installationId: number, count: number): Promise<void> {
  for (let at = 0; at < count; at += 1)
    await recordAudit(db, { installationId, kind: 'policy', id: at }, at % 2 === 0 ? 'rekey' : '@tess', {
      event: `event_${at % 3}`,
      ...(at % 4 === 0 ? { why: `because, "${at}"` } : {}),
    });
}

/** All that a generator gives. */
export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** Verifies the database. */
export const verify = (db: Database, request: VerifyRequest = {}): Promise<Verdict[]> =>
  all(verifyTrail({ db, keys: KEYS }, request));

/** Exports as one text. */
export const exported = async (db: Database, request: Partial<ExportRequest> = {}): Promise<string> =>
  (await all(exportTrail({ db, keys: KEYS, actor: 'operator' }, { format: 'jsonl', ...request }))).join('');

/** Verifies a file, with the key unless another one or none is given. */
export function verifyText(text: string, key: Buffer | null = KEYS.audit): Promise<Verdict[]> {
  async function* pieces() {
    // Cut anywhere, as a file is read.
    for (let at = 0; at < text.length; at += 1000) yield await Promise.resolve(text.slice(at, at + 1000));
  }
  return all(verifyFile(pieces(), key ?? undefined));
}
