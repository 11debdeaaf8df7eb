import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { deriveKeys } from '../../../src/base/keys.ts';
import type { LogPlace } from '../../../src/github/place.ts';
import { observeRun, type RunLook } from '../../../src/jobs/runs/observe-run.ts';
import { RetryLater } from '../../../src/jobs/queue/retry-later.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import { logPiece } from '../../../src/sources/logs/log-piece.ts';
import { textPieces } from '../../../src/sources/logs/text-pieces.ts';
import type { RunPiece } from '../../../src/sources/run-log.ts';
import { githubPat } from '../../support/credentials.ts';

interface Entry {
  readonly job: string;
  readonly step?: string;
  readonly text: string;
}

const LOOK: RunLook = {
  keys: deriveKeys(randomBytes(32)),
  policy: DEFAULT_POLICY,
  signal: new AbortController().signal,
  surface: 'run-log',
  crowd: () => Promise.resolve(''),
};

async function* piecesOf(entries: readonly Entry[]): AsyncGenerator<RunPiece<LogPlace>> {
  for (const { text, ...entry } of entries) {
    const where = { kind: 'log', run: 5, attempt: 2, ...entry } as const;
    async function* bytes() {
      yield Buffer.from(text);
    }
    for await (const piece of textPieces(bytes()))
      yield { where, path: 'actions/runs/log', piece: logPiece(piece) };
  }
}

const observe = (entries: readonly Entry[], look: Partial<RunLook> = {}) =>
  observeRun(piecesOf(entries), { ...LOOK, ...look });

const TOKEN = githubPat(1);
const ignoring = (path: string) => ({
  ...DEFAULT_POLICY,
  ignore: [{ path, reason: 'a test', until: '2999-01-01' }],
});

const says = (token: string) => `first\ncloning with ${token}\nlast\n`;

describe('what a run left', () => {
  it('is observed in its job and step, at its line, in scope whatever it speaks of', async () => {
    const { seen } = await observe([{ job: 'build', step: 'Clone', text: says(TOKEN) }]);
    expect(seen).toEqual([
      expect.objectContaining({
        commit: 'run/5/2',
        path: 'build/Clone',
        place: { kind: 'log', run: 5, attempt: 2, job: 'build', step: 'Clone' },
        startLine: 2,
        endLine: 2,
        introduced: true,
        finding: expect.objectContaining({ surface: 'run-log', type: 'github-pat-classic' }),
      }),
    ]);
    expect(seen[0]?.finding.span).toMatchObject({ startColumn: 14, endColumn: 14 + TOKEN.length });
  });

  it('is not told twice because the file of the job holds it as well', async () => {
    const other = githubPat(2);
    const { seen } = await observe([
      { job: 'build', text: says(TOKEN) + says(other) },
      { job: 'build', step: 'Clone', text: says(TOKEN) },
      { job: 'test', text: says(TOKEN) },
    ]);
    const told = seen.map(({ path, finding }) => [path, finding.secret.reveal()]);
    // A value that no step shows is told by the file of the job, and every job by itself.
    expect(told).toEqual([
      ['build', other],
      ['build/Clone', TOKEN],
      ['test', TOKEN],
    ]);
  });

  it('is told once for each step, however often it is there', async () => {
    const { seen, isCut } = await observe([
      { job: 'build', step: 'Loop', text: says(TOKEN).repeat(5000) },
      { job: 'build', step: 'Again', text: says(TOKEN) },
    ]);
    expect(seen.map(({ path, startLine }) => [path, startLine])).toEqual([
      ['build/Loop', 2],
      ['build/Again', 2],
    ]);
    expect(isCut).toBe(false);
  });

  it('is cut where it is too much', async () => {
    const many = Array.from({ length: 600 }, (_, n) => says(githubPat(n))).join('');
    const { seen, isCut } = await observe([{ job: 'build', step: 'Loop', text: many }]);
    expect(seen).toHaveLength(500);
    expect(isCut).toBe(true);
  });

  it('is left to another try when the process stops', async () => {
    const stopped = observe([{ job: 'build', text: says(TOKEN) }], { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toBeInstanceOf(RetryLater);
  });

  it('is hidden by a policy only where that is about everything', async () => {
    const entries = [{ job: 'build', step: 'Clone', text: says(TOKEN) }];
    // A rule about files of the repository says nothing of a job that has the name of their folder.
    for (const path of ['build/**', '**/*.log', '*.txt'])
      expect((await observe(entries, { policy: ignoring(path) })).seen).toHaveLength(1);
    expect((await observe(entries, { policy: ignoring('**') })).seen).toHaveLength(0);
  });
});
