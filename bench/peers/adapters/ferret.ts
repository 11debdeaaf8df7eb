import type { Peer } from '../peer.ts';

interface Output {
  readonly findings: readonly { readonly file: string; readonly line: number }[];
}

/** https://github.com/fubak/ferret-scan: made for the configurations of AI clients and MCP. */
export const ferret: Peer = {
  name: 'ferret-scan',
  version: '2.10.0',
  licence: 'MIT',
  package: { registry: 'npm', names: ['ferret-scan@2.10.0'], program: 'node_modules/.bin/ferret' },
  arguments: 'scan DIR --ci --categories credentials --format json --redact --output OUT',
  exitCodes: [0, 1, 2],
  parse: (output) =>
    (JSON.parse(output) as Output).findings.map(({ file, line }) => ({
      path: file,
      line,
    })),
  note: 'only its category `credentials`; a masked value and a line; passes by kinds of file that it does not know',
};
