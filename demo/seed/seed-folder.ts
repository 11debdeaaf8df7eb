import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deriveKeys } from '../../src/base/keys.ts';
import { openStore } from '../../src/store/database.ts';
import { DEMO } from './plan.ts';
import { seedOrganisation, type SeededOrganisation } from './seed-organisation.ts';

/** A data directory with the demo's organisation in it, for a Rekey with the same key; it is the caller's to remove. */
export async function seedFolder(
  key: Buffer,
): Promise<{ readonly dataDir: string; readonly made: SeededOrganisation }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'rekey-seeded-'));
  const store = await openStore({ dataDir, key });
  const made = await seedOrganisation(store.db, deriveKeys(key), { ...DEMO, now: new Date() });
  await store.close();
  return { dataDir, made };
}
