import type { Database } from '../store/database.ts';

/** Forgets a gap: the permission is there. */
export async function closeGap(db: Database, installationId: number, permission: string): Promise<void> {
  await db
    .deleteFrom('gaps')
    .where('installation_id', '=', installationId)
    .where('permission', '=', permission)
    .execute();
}

/** The permissions that an installation does not give and of which no check run said so yet. */
export async function untoldGaps(db: Database, installationId: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('gaps')
    .select('permission')
    .where('installation_id', '=', installationId)
    .where('told_at', 'is', null)
    .orderBy('permission')
    .execute();
  return rows.map(({ permission }) => permission);
}

/** Keeps that a check run said so. */
export async function gapsWereTold(
  db: Database,
  installationId: number,
  permissions: readonly string[],
): Promise<void> {
  if (permissions.length === 0) return;
  await db
    .updateTable('gaps')
    .set({ told_at: new Date() })
    .where('installation_id', '=', installationId)
    .where('permission', 'in', permissions)
    .execute();
}

/** What only the register is read with. It does without, so that alone is no reason to write to anybody. */
const OF_THE_REGISTER: ReadonlySet<string> = new Set(['secrets', 'organization_secrets']);

/** Whether a permission that is missing keeps Rekey from finding or ending a leak. */
export const isFelt = (permission: string): boolean => !OF_THE_REGISTER.has(permission);

/** What is not read for want of a permission, for people. */
const NOT_READ: Readonly<Record<string, string>> = {
  actions: 'environments and workflow runs',
  actions_variables: 'Actions variables of repositories',
  organization_actions_variables: 'Actions variables of the organisation',
  agent_variables: 'agents variables of repositories',
  organization_agent_variables: 'agents variables of the organisation',
  environments: 'variables of environments',
  issues: 'issues and their comments',
  pull_requests: 'pull requests and their comments',
  discussions: 'discussions',
  secret_scanning_alerts: 'alerts of secret scanning',
  contents: 'files',
  members: 'who belongs to the organisation and to teams that may decide',
  secrets: 'names of Actions secrets of repositories',
  organization_secrets: 'names of Actions secrets of the organisation',
};

/** What is not done for want of a permission to write; else it is about variables. */
const NOT_DONE: Readonly<Record<string, string>> = {
  contents: 'the policy wants a pull request that replaces leaked credentials',
  workflows: 'the pull request that replaces leaked credentials leaves workflows out',
  pull_requests: 'replacements are not offered in pull requests',
  repository_advisories: 'the policy wants draft security advisories in public repositories',
};

/** One line about a gap. A permission is a name of GitHub's; what else it may say is not shown. */
export function describeGap(permission: string): string {
  const [name = '', level] = permission.split(':').map((part) => part.replace(/[^a-z_]/g, '').slice(0, 60));
  const what = Object.hasOwn(NOT_READ, name) ? NOT_READ[name] : 'what needs it';
  const lacks = `The App lacks the permission ${name}${level === 'write' ? ' to write' : ''}`;
  const outcome =
    level === 'write'
      ? `Not done: ${(Object.hasOwn(NOT_DONE, name) ? NOT_DONE[name] : undefined) ?? 'the policy wants leaked variables moved into secrets, or successors written there'}`
      : `Not read: ${what}`;
  return `${outcome}. ${lacks}; an owner grants it in the settings of the installation.`;
}
