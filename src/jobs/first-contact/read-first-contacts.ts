import { readFirstLook, readOpenCredentials } from '../../inventory/first-look.ts';
import { DEFAULT_POLICY } from '../../policy/policy.ts';
import { describeFirstContact, type FirstContact } from '../../respond/render-first-contact.ts';
import type { Database } from '../../store/database.ts';

const INSTALLATIONS_MAX = 20;

/** What is said of an installation on the dashboard, as it is now. */
export interface InstallationContact {
  readonly owner: string;
  readonly contact?: FirstContact;
}

/** The policy that was read last: of the `.github` repository where there is one. */
async function lastPolicy(db: Database, installationId: number) {
  const row = await db
    .selectFrom('policies')
    .innerJoin('repositories', 'repositories.id', 'policies.repository_id')
    .select('policy')
    .where('repositories.installation_id', '=', installationId)
    .orderBy((eb) => eb('name', '=', '.github'), 'desc')
    .orderBy('read_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.policy ?? DEFAULT_POLICY;
}

/** Reads it for all installations. GitHub is not asked. */
export async function readFirstContacts(db: Database): Promise<readonly InstallationContact[]> {
  const installations = await db
    .selectFrom('installations')
    .select(['id', 'owner'])
    .where('deleted_at', 'is', null)
    .orderBy('owner')
    .limit(INSTALLATIONS_MAX)
    .execute();
  const all: InstallationContact[] = [];
  for (const { id, owner } of installations) {
    const policy = await lastPolicy(db, id);
    const contact = describeFirstContact(
      await readFirstLook(db, id),
      await readOpenCredentials(db, id),
      policy,
    );
    all.push({ owner, ...(contact ? { contact } : {}) });
  }
  return all;
}
