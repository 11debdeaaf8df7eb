import { randomBytes } from 'node:crypto';
import { Secret } from '../../src/base/secret.ts';
import type { Finding } from '../../src/detect/finding.ts';
import type { Observation } from '../../src/inventory/observation.ts';
import type { RepositoryRef } from '../../src/github/types.ts';

/** A repository as the stages pass it around. */
export const REPOSITORY: RepositoryRef = {
  id: 11,
  owner: 'octo',
  name: 'app',
  private: true,
  defaultBranch: 'main',
};

/** A finding of a bearer in a configuration, with a fresh value unless one is given. */
export function makeFinding(value = randomBytes(16).toString('hex'), facts: Partial<Finding> = {}): Finding {
  return {
    secret: new Secret(value),
    span: {
      start: 0,
      end: value.length,
      startLine: 3,
      startColumn: 5,
      endLine: 3,
      endColumn: 5 + value.length,
    },
    provider: 'mcp',
    type: 'mcp-bearer',
    surface: 'claude-code',
    slot: 'header',
    server: 'billing',
    key: 'Authorization',
    confidence: 'high',
    redacted: `${value.length} characters`,
    ...facts,
  };
}

/** An observation of a finding in a pushed file. */
export function makeObservation(
  finding: Finding = makeFinding(),
  facts: Partial<Observation> = {},
): Observation {
  return {
    finding,
    commit: 'c'.repeat(40),
    path: '.mcp.json',
    startLine: 3,
    endLine: 3,
    introduced: true,
    firstState: 'found',
    ...facts,
  };
}
