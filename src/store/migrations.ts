import { sql, type Kysely } from 'kysely';
import type { Migration, MigrationProvider } from 'kysely/migration';
import { ALERT_RESOLUTIONS } from './migrations/alert-resolutions.ts';
import { ADVISORY_SHOWN } from './migrations/advisory-shown.ts';
import { ALERTS } from './migrations/alerts.ts';
import { API_TOKENS } from './migrations/api-tokens.ts';
import { AUDIT } from './migrations/audit.ts';
import { BACKFILLS } from './migrations/backfills.ts';
import { BREAKERS } from './migrations/breakers.ts';
import { BROUGHT_BY } from './migrations/brought-by.ts';
import { COMMANDS } from './migrations/commands.ts';
import { CREDENTIAL_FACTS } from './migrations/credential-facts.ts';
import { CROWDS } from './migrations/crowds.ts';
import { DECISIONS } from './migrations/decisions.ts';
import { DISMISSALS } from './migrations/dismissals.ts';
import { ESCALATIONS } from './migrations/escalations.ts';
import { FIX_BRANCHES } from './migrations/fix-branches.ts';
import { FIXES } from './migrations/fixes.ts';
import { FACTS_CROWD } from './migrations/facts-crowd.ts';
import { FINDING_WORDS } from './migrations/finding-words.ts';
import { FIRST } from './migrations/first.ts';
import { HEADS } from './migrations/heads.ts';
import { HYGIENE } from './migrations/hygiene.ts';
import { ISSUE_SHOWN } from './migrations/issue-shown.ts';
import { ISSUES } from './migrations/issues.ts';
import { KEY_IDS } from './migrations/key-ids.ts';
import { MCP_OAUTH } from './migrations/mcp-oauth.ts';
import { NAME_PINS } from './migrations/name-pins.ts';
import { PLACES } from './migrations/places.ts';
import { POLICY_CHECKS } from './migrations/policy-checks.ts';
import { QUOTAS } from './migrations/quotas.ts';
import { POLICY_FILES } from './migrations/policy-files.ts';
import { PULL_REQUESTS } from './migrations/pull-requests.ts';
import { READINGS } from './migrations/readings.ts';
import { REGISTER } from './migrations/register.ts';
import { REGISTER_OWNED } from './migrations/register-owned.ts';
import { RENEWALS } from './migrations/renewals.ts';
import { ROTATIONS, ROTATIONS_WITHOUT_IDS } from './migrations/rotations.ts';
import { SIGHTS } from './migrations/sights.ts';
import { VARIABLE_NAMES } from './migrations/variable-names.ts';
import { VARIABLES } from './migrations/variables.ts';
import { VIEWS } from './migrations/views.ts';
import { WEB_SESSIONS } from './migrations/web-sessions.ts';

function migration(statements: readonly string[]): Migration {
  return {
    async up(db: Kysely<unknown>): Promise<void> {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  };
}

/**
 * The schema's history: applied in the order of the names, each once. PostgreSQL and PGlite run the same statements.
 * Never change a migration that has been released; add one.
 */
const migrations: Record<string, Migration> = {
  '2026-11-23-first': migration(FIRST),
  '2026-11-25-places': migration(PLACES),
  '2026-11-25-pull-requests': migration(PULL_REQUESTS),
  '2026-11-25-reconcile': migration(HEADS),
  '2026-11-25-quotas': migration(QUOTAS),
  '2026-11-25-alerts': migration(ALERTS),
  '2026-11-25-variables': migration(VARIABLES),
  '2026-11-25-backfills': migration(BACKFILLS),
  '2026-11-25-key-ids': migration(KEY_IDS),
  '2026-11-26-credential-facts': migration(CREDENTIAL_FACTS),
  '2026-11-26-decisions': migration(DECISIONS),
  '2026-11-26-rotations': migration(ROTATIONS),
  '2026-11-27-fixes': migration(FIXES),
  '2026-11-28-breakers': migration(BREAKERS),
  '2026-11-28-issues': migration(ISSUES),
  '2026-11-28-policy-checks': migration(POLICY_CHECKS),
  '2026-11-29-escalations': migration(ESCALATIONS),
  '2026-11-29-commands': migration(COMMANDS),
  '2026-11-30-crowds': migration(CROWDS),
  '2026-11-30-name-pins': migration(NAME_PINS),
  '2026-12-01-alert-resolutions': migration(ALERT_RESOLUTIONS),
  '2026-12-01-register': migration(REGISTER),
  '2026-12-02-audit': migration(AUDIT),
  '2026-12-02-rotation-ids': migration(ROTATIONS_WITHOUT_IDS),
  '2026-12-04-policy-files': migration(POLICY_FILES),
  '2026-12-05-facts-crowd': migration(FACTS_CROWD),
  '2026-12-05-hygiene': migration(HYGIENE),
  '2026-12-06-web-sessions': migration(WEB_SESSIONS),
  '2026-12-07-dismissals': migration(DISMISSALS),
  '2026-12-08-views': migration(VIEWS),
  '2026-12-09-brought-by': migration(BROUGHT_BY),
  '2026-12-09-fix-branches': migration(FIX_BRANCHES),
  '2026-12-09-issue-shown': migration(ISSUE_SHOWN),
  '2026-12-10-advisory-shown': migration(ADVISORY_SHOWN),
  '2026-12-10-mcp-oauth': migration(MCP_OAUTH),
  '2026-12-10-variable-names': migration(VARIABLE_NAMES),
  '2026-12-12-finding-words': migration(FINDING_WORDS),
  '2026-12-12-renewals': migration(RENEWALS),
  '2026-12-13-register-owned': migration(REGISTER_OWNED),
  '2026-12-13-api-tokens': migration(API_TOKENS),
  '2026-12-14-readings': migration(READINGS),
  '2026-12-15-sights': migration(SIGHTS),
};

/** Gives Kysely's migrator the migrations above. */
export const migrationProvider: MigrationProvider = {
  getMigrations: () => Promise.resolve(migrations),
};
