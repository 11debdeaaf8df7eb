import { readFileSync } from 'node:fs';
import type { Peer } from '../peer.ts';

const { version } = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  readonly version: string;
};

interface Output {
  readonly findings: readonly {
    readonly path: string;
    readonly startLine: number;
    readonly startColumn: number;
    readonly endLine: number;
    readonly endColumn: number;
  }[];
}

/** The real command of this checkout, as a process of its own like every peer. It never writes a value either. */
export const rekey: Peer = {
  name: 'Rekey',
  version,
  licence: 'MIT',
  arguments: 'scan DIR --format json',
  exitCodes: [0, 1],
  parse: (output) =>
    (JSON.parse(output) as Output).findings.map(({ startLine, ...finding }) => ({
      ...finding,
      line: startLine,
    })),
};
