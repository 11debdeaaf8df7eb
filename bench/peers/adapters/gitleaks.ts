import type { Peer } from '../peer.ts';

interface Finding {
  readonly File: string;
  readonly StartLine: number;
  readonly EndLine: number;
  readonly Secret: string;
}

/** https://github.com/gitleaks/gitleaks */
export const gitleaks: Peer = {
  name: 'gitleaks',
  version: '8.30.1',
  licence: 'MIT',
  package: {
    registry: 'go',
    names: ['github.com/zricethezav/gitleaks/v8@v8.30.1'],
    program: 'gitleaks',
  },
  arguments: 'dir DIR --no-banner --log-level error --exit-code 0 --report-format json --report-path -',
  exitCodes: [0],
  parse: (output) =>
    (JSON.parse(output) as readonly Finding[]).map((finding) => ({
      path: finding.File,
      line: finding.StartLine,
      endLine: finding.EndLine,
      text: finding.Secret,
    })),
};
