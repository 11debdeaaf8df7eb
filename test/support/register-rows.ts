import { randomUUID } from 'node:crypto';
import { findJobsIn, findServersIn } from '../../src/detect/index.ts';
import { recordFile } from '../../src/register/record-file.ts';
import type { RegisterScope } from '../../src/register/scope.ts';
import type { Database } from '../../src/store/database.ts';

/** A configuration of a server that takes what it needs by name. */
export const registered = (servers: Readonly<Record<string, string>>): string =>
  JSON.stringify({
    mcpServers: Object.fromEntries(
      Object.entries(servers).map(([name, variable]) => [
        name,
        { command: 'npx', args: [`${name}-mcp@1.2.3`], env: { API_TOKEN: `\${${variable}}` } },
      ]),
    ),
  });

/** A workflow whose job takes a secret in an environment. */
export const deploying = (secret: string, environment = 'production'): string => `on: push
jobs:
  deploy:
    environment: ${environment}
    steps:
      - run: npx acme-mcp
        env: { ACME_TOKEN: "\${{ secrets.${secret} }}" }
`;

/** A scope in which nothing is known beside the rows. */
export const BARE_SCOPE: RegisterScope = {
  installationId: 7,
  servers: [],
  ownersOf: () => [],
  goneOwners: new Set(),
  issuers: new Map(),
};

/** Writes rows of the register as its jobs do, for installation 7. */
export function registerRows(db: Database, installationId = 7) {
  return {
    repository: (id: number, name: string, more: object = {}) =>
      db
        .insertInto('repositories')
        .values({ id, installation_id: installationId, owner: 'acme', name, private: true, ...more })
        .execute(),

    /** A file as it is read. */
    file: async (repositoryId: number, path: string, content: string): Promise<void> => {
      const text = { path, content };
      const file = { path, blob: 'b'.repeat(40), servers: findServersIn(text), jobs: findJobsIn(text) };
      await db
        .transaction()
        .execute((trx) => recordFile(trx, { installationId, repositoryId }, file, (one) => one));
    },

    /** A secret of Actions; returns its id. */
    secret: async (repositoryId: number, name: string, more: object = {}): Promise<string> => {
      const id = randomUUID();
      const at = new Date('2026-01-01T00:00:00Z');
      await db
        .insertInto('actions_secrets')
        .values({
          id,
          installation_id: installationId,
          repository_id: repositoryId,
          scope: repositoryId === 0 ? 'organization' : 'repository',
          environment: '',
          name,
          visibility: null,
          created_at: at,
          updated_at: at,
          ...more,
        })
        .execute();
      return id;
    },

    /** A credential whose value was seen; returns its id and its incident's. */
    credential: async (more: object = {}, state = 'approval_needed' as const) => {
      const id = randomUUID();
      const incidentId = randomUUID();
      await db
        .insertInto('credentials')
        .values({
          id,
          installation_id: installationId,
          fingerprint: randomUUID(),
          provider: 'acme',
          type: 'acme-token',
          redacted: 'acme_… (40 characters)',
          server: null,
          server_url: null,
          client_id: null,
          key_id: null,
          environment: null,
          ...more,
        })
        .execute();
      await db
        .insertInto('incidents')
        .values({
          id: incidentId,
          credential_id: id,
          state,
          explanation: null,
          rotate_url: null,
          sealed: null,
          issue_owner: null,
          issue_repository: null,
          issue_number: null,
          issue_digest: null,
        })
        .execute();
      return { id, incidentId };
    },

    /** A place at which it was seen. */
    exposure: (credentialId: string, repositoryId: number, path: string, more: object = {}) =>
      db
        .insertInto('exposures')
        .values({
          id: randomUUID(),
          credential_id: credentialId,
          repository_id: repositoryId,
          commit_sha: 'c'.repeat(40),
          path,
          start_line: 1,
          start_column: 1,
          end_line: 1,
          end_column: 2,
          surface: 'text',
          slot: 'env',
          server: null,
          key: null,
          ...more,
        })
        .execute(),
  };
}
