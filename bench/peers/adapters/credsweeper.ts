import type { Peer } from '../peer.ts';

type Output = readonly {
  readonly line_data_list: readonly {
    readonly path: string;
    readonly line_num: number;
    readonly value: string;
  }[];
}[];

/** https://github.com/Samsung/CredSweeper: rules, and a small neural network that ships with it. */
export const credsweeper: Peer = {
  name: 'CredSweeper',
  version: '1.19.5',
  licence: 'MIT',
  package: { registry: 'pypi', names: ['credsweeper==1.19.5'], program: 'bin/credsweeper' },
  arguments: '--path DIR --no-stdout --log silence --error --save-json OUT',
  exitCodes: [0, 1],
  // Without findings it writes no file.
  parse: (output) =>
    (JSON.parse(output || '[]') as Output).flatMap(({ line_data_list: lines }) =>
      lines.map(({ path, line_num: line, value }) => ({ path, line, text: value })),
    ),
};
