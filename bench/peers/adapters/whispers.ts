import type { Peer } from '../peer.ts';

type Output = readonly { readonly file: string; readonly line: number; readonly value: string }[];

/** https://github.com/adeptex/whispers: parses structured files and judges the names of their keys. */
export const whispers: Peer = {
  name: 'whispers',
  version: '2.4.0',
  licence: 'BSD',
  package: { registry: 'pypi', names: ['whispers==2.4.0'], program: 'bin/whispers' },
  arguments: 'DIR',
  exitCodes: [0],
  // Line 0 is a remark on a whole file ("known file"), not a secret.
  parse: (output) =>
    (JSON.parse(output) as Output)
      .filter(({ line }) => line > 0)
      .map(({ file, line, value }) => ({ path: file, line, text: value })),
  note: 'passes by files that are not structured text',
};
