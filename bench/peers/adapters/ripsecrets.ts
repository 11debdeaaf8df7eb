import type { Peer, Report } from '../peer.ts';

const LINE = /^(?<path>.+?):(?<line>\d+):(?<text>.*)$/u;

function report(line: string): readonly Report[] {
  const place = LINE.exec(line)?.groups;
  return place ? [{ path: place.path ?? '', line: Number(place.line), text: place.text ?? '' }] : [];
}

/** https://github.com/sirwart/ripsecrets. Given a folder it passes by every hidden file, so it is given files. */
export const ripsecrets: Peer = {
  name: 'ripsecrets',
  version: '0.1.11',
  licence: 'MIT',
  package: { registry: 'crates', names: ['ripsecrets@0.1.11'], program: 'bin/ripsecrets' },
  arguments: '--only-matching FILES',
  exitCodes: [0, 1],
  parse: (output) => output.split('\n').flatMap(report),
};
