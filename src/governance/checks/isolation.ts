import { defineCheck, type Check } from '../check.ts';
import { isolated, stageOf } from '../environments.ts';
import { listOf } from '../measure.ts';
import type { CredentialRecord, SecretRecord, Use } from '../records.ts';

const unique = (texts: readonly (string | undefined)[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => (text === undefined || text === '' ? [] : [text]))),
];

/** Servers by their address, or by their name where they are programs. */
const serversOf = (uses: readonly Use[]) =>
  unique(uses.map(({ server, serverUrl }) => serverUrl ?? server?.toLowerCase()));

function environmentsOf(record: CredentialRecord | SecretRecord): readonly string[] {
  const own = 'environment' in record ? [record.environment] : [];
  return unique([...own, ...record.uses.map(({ environment }) => environment)]);
}

/** What one credential reaches that two should. */
export const ISOLATION: readonly Check[] = [
  defineCheck({
    id: 'environment-reuse',
    subjects: ['credential', 'secret'],
    title: 'One credential for several environments',
    severity: 'high',
    says: '{credential} is used in {environments}: whoever gets it in one of them has all.',
    remedy: 'Issue one for each environment.',
    frames: { nhi: ['NHI8:2025', 'NHI9:2025'], agentic: ['ASI08'], mcp: [], aiRmf: [] },
    test(record) {
      if ('ended' in record && record.ended) return undefined;
      const environments = isolated(environmentsOf(record));
      return environments.length > 1
        ? { facts: { credential: record.name, environments: listOf(environments) } }
        : undefined;
    },
  }),
  defineCheck({
    id: 'server-reuse',
    subjects: ['credential', 'secret'],
    title: 'One credential for several MCP servers',
    severity: 'high',
    says: '{credential} is given to {count} MCP servers ({servers}): each of them can act at the others.',
    remedy: 'Issue one for each server, with the scopes that this server needs.',
    frames: { nhi: ['NHI9:2025'], agentic: ['ASI07'], mcp: ['MCP02:2025'], aiRmf: [] },
    test(record) {
      if ('ended' in record && record.ended) return undefined;
      const servers = serversOf(record.uses);
      return servers.length > 1
        ? { facts: { credential: record.name, count: servers.length, servers: listOf(servers) } }
        : undefined;
    },
  }),
  defineCheck({
    id: 'shared-organisation-secret',
    subjects: ['secret'],
    title: 'Secret is readable by every repository',
    severity: 'high',
    says: 'Every workflow of the organisation can read the secret {secret}; {repositories|repository uses|repositories use} it.',
    remedy: 'Let only the repositories read it that use it, or give each its own.',
    frames: {
      nhi: ['NHI5:2025', 'NHI8:2025', 'NHI9:2025'],
      agentic: [],
      mcp: [],
      aiRmf: [],
    },
    test({ scope, visibility, uses, name }) {
      const isOpen = scope === 'organization' && (visibility === 'all' || visibility === 'private');
      if (!isOpen || uses.length === 0) return undefined;
      return { facts: { secret: name, repositories: new Set(uses.map((use) => use.repository)).size } };
    },
  }),
  defineCheck({
    id: 'unprotected-environment',
    subjects: ['environment'],
    title: 'Production credentials without a guard',
    severity: 'medium',
    says: 'The environment {environment} holds {count|secret|secrets} and lets any branch deploy without a review.',
    remedy: 'Require a reviewer, or name the branches that may deploy to it.',
    frames: { nhi: ['NHI6:2025', 'NHI8:2025'], agentic: [], mcp: [], aiRmf: [] },
    test({ name, reviewers, branches, secrets }) {
      const isGuarded = reviewers || branches || stageOf(name) !== 'production';
      return isGuarded || secrets.length === 0
        ? undefined
        : { facts: { environment: name, count: secrets.length } };
    },
  }),
];
