import type { Peer } from '../peer.ts';

interface Output {
  readonly results: Readonly<
    Record<string, readonly { readonly filename: string; readonly line_number: number }[]>
  >;
}

/** https://github.com/Yelp/detect-secrets */
export const detectSecrets: Peer = {
  name: 'detect-secrets',
  version: '1.5.0',
  licence: 'Apache-2.0',
  package: { registry: 'pypi', names: ['detect-secrets==1.5.0'], program: 'bin/detect-secrets' },
  arguments: '-C DIR scan --all-files --no-verify',
  exitCodes: [0],
  parse: (output) =>
    Object.values((JSON.parse(output) as Output).results)
      .flat()
      .map(({ filename, line_number: line }) => ({ path: filename, line })),
  note: 'reports a hash and a line',
};
