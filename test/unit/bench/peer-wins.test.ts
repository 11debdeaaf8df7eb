import { expect, it } from '@jest/globals';
import { peerWins } from '../../../bench/peers/peer-wins.ts';
import type { Measured, Setting } from '../../../bench/peers/measure.ts';

const measured = (name: string, figures: Partial<Measured> = {}): Measured => ({
  peer: { name, version: '1', licence: 'MIT', arguments: 'DIR', exitCodes: [0], parse: () => [] },
  secrets: [
    { surface: 'json: cursor', found: true },
    { surface: 'json: zed', found: true },
    { surface: 'dotenv', found: true },
  ],
  wrong: 1,
  plantedSeconds: 1,
  cleanReports: 0,
  cleanSeconds: 1,
  cpuSeconds: 1,
  peakMegabytes: 100,
  ...figures,
});
const tree = { folder: '/', files: 1, bytes: 1e6 };
const setting: Setting = {
  tools: '/',
  home: '/',
  work: '/',
  planted: { ...tree, seed: 1, secrets: [] },
  clean: tree,
  runs: 1,
  limitSeconds: 1,
};

it('says nothing where nobody is better', () => {
  const worse = measured('other', { wrong: 2, cleanSeconds: 3 });
  expect(peerWins(measured('ours'), [measured('equal'), worse], setting)).toEqual([]);
});

it('names every peer that is better, and by what', () => {
  const peers = [
    measured('quick', { cleanSeconds: 0.5 }),
    measured('small', { peakMegabytes: 9, cleanSeconds: 0.2 }),
  ];
  expect(peerWins(measured('ours'), peers, setting)).toEqual([
    'seconds (B): quick 0.5, small 0.2; ours 1',
    'peak MB (B): small 9; ours 100',
  ]);
});

it('counts the surfaces of one kind of file together', () => {
  const ours = measured('ours', {
    secrets: [
      { surface: 'json: cursor', found: false },
      { surface: 'json: zed', found: true },
      { surface: 'dotenv', found: true },
    ],
  });
  expect(peerWins(ours, [measured('other')], setting)).toEqual([
    'missed: other 0; ours 1',
    'missed in json, of 2: other 0; ours 1',
  ]);
});
