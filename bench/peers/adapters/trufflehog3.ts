import type { Peer } from '../peer.ts';

type Output = readonly { readonly path: string; readonly line: string; readonly secret: string }[];

/** https://github.com/feeltheajf/trufflehog3: grew from the first, Python TruffleHog; not today's TruffleHog. */
export const trufflehog3: Peer = {
  name: 'trufflehog3',
  version: '3.0.10',
  licence: 'GPL-3.0',
  package: { registry: 'pypi', names: ['trufflehog3==3.0.10'], program: 'bin/trufflehog3' },
  arguments: '--no-history --zero --format JSON DIR',
  exitCodes: [0],
  parse: (output) =>
    (JSON.parse(output) as Output).map(({ path, line, secret }) => ({
      path,
      line: Number(line),
      text: secret,
    })),
  note: 'a Python program of its own, not today’s TruffleHog',
};
