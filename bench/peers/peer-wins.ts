import { byFamily, figures, HEADS } from './figures.ts';
import type { Measured, Setting } from './measure.ts';

/** The figures of which less is better. Found and MB/s say the same as missed and seconds. */
const COMPARED = [
  'missed',
  'wrong',
  'plantedSeconds',
  'cleanReports',
  'cleanSeconds',
  'cpuSeconds',
  'peakMegabytes',
] as const;

interface Comparison {
  readonly what: string;
  readonly ours: number;
  /** Less is better. */
  readonly of: (peer: Measured) => number;
}

/** Says of every figure and kind of file in which a peer beats our own scanner which peer that is, and by what. */
export function peerWins(ours: Measured, peers: readonly Measured[], setting: Setting): readonly string[] {
  const columns = COMPARED.map((figure): Comparison => {
    const of = (peer: Measured) => figures(peer, setting)[figure];
    return { what: HEADS[figure], ours: of(ours), of };
  });
  const families = [...byFamily(ours)].map(([family, { planted }]): Comparison => {
    const of = (peer: Measured) => planted - (byFamily(peer).get(family)?.found ?? 0);
    return { what: `missed in ${family}, of ${planted}`, ours: of(ours), of };
  });
  return [...columns, ...families].flatMap(({ what, ours: own, of }) => {
    const better = peers.filter((peer) => of(peer) < own).map((peer) => `${peer.peer.name} ${of(peer)}`);
    return better.length === 0 ? [] : `${what}: ${better.join(', ')}; ${ours.peer.name} ${own}`;
  });
}
