import type { Peer } from '../peer.ts';

interface Output {
  readonly findings: readonly { readonly path: string; readonly line: number }[];
}

/** PyPI: mcp-secrets-guard, made for the secrets of MCP configurations. */
export const mcpGuard: Peer = {
  name: 'mcp-secrets-guard',
  version: '1.0.1',
  licence: 'MIT',
  package: { registry: 'pypi', names: ['mcp-secrets-guard==1.0.1'], program: 'bin/mcp-guard' },
  arguments: 'DIR --json',
  exitCodes: [0, 1],
  parse: (output) => (JSON.parse(output) as Output).findings,
  note: 'reports a masked value and a line',
};
