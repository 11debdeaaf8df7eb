import type { Peer, Report } from '../peer.ts';

const RULES = JSON.stringify({ rules: [{ id: '@secretlint/secretlint-rule-preset-recommend' }] });
const LINE = /^(?<path>.+?):(?<line>\d+):\d+: /u;

function report(line: string): readonly Report[] {
  const place = LINE.exec(line)?.groups;
  return place ? [{ path: place.path ?? '', line: Number(place.line) }] : [];
}

/** https://github.com/secretlint/secretlint */
export const secretlint: Peer = {
  name: 'secretlint',
  version: '13.0.6',
  licence: 'MIT',
  package: {
    registry: 'npm',
    names: ['secretlint@13.0.6', '@secretlint/secretlint-rule-preset-recommend@13.0.6'],
    program: 'node_modules/.bin/secretlint',
  },
  // The line format: the JSON one repeats the text of every file, which would count as this peer's memory.
  arguments: `--secretlintrcJSON ${RULES} --no-gitignore --format unix **/*`,
  exitCodes: [0, 1],
  parse: (output) => output.split('\n').flatMap(report),
  note: 'reports a masked value and a line',
};
