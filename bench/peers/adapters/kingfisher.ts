import type { Peer } from '../peer.ts';

interface Output {
  readonly findings: readonly {
    readonly finding: { readonly path: string; readonly line: number; readonly snippet: string };
  }[];
}

/** https://github.com/mongodb/kingfisher, the program inside its own Python package. */
export const kingfisher: Peer = {
  name: 'Kingfisher',
  version: '2.14.0',
  licence: 'Apache-2.0',
  package: {
    registry: 'pypi',
    names: ['kingfisher-bin==2.14.0'],
    program: 'lib/python3*/site-packages/kingfisher/bin/kingfisher',
  },
  arguments: 'scan DIR --no-validate --no-dedup --no-update-check --quiet --format json',
  exitCodes: [0, 200, 205],
  parse: (output) =>
    (JSON.parse(output) as Output).findings.map(({ finding: { path, line, snippet } }) => ({
      path,
      line,
      endLine: line + snippet.split('\n').length - 1,
      text: snippet,
    })),
  note: 'its compiled rules are cached by the warm-up',
};
