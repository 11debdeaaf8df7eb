import { describe, expect, it } from '@jest/globals';
import { place } from '../../../src/respond/place.ts';
import { copyWords } from '../../../src/respond/words/copies.ts';
import { eventName } from '../../../src/respond/words/events.ts';

const LOG = { kind: 'log', run: 7, attempt: 1, job: 'build', step: 'Run `tests`' } as const;
const at = (where: Parameters<typeof place>[0]['place']) =>
  place({ path: 'x', startLine: 12, ...(where ? { place: where } : {}) });

describe('places in a run', () => {
  it.each([
    [LOG, 'Log of run 7, job `build`, step `` Run `tests` ``, line 12'],
    [{ kind: 'log', run: 7, attempt: 1, job: 'build' } as const, 'Log of run 7, job `build`, line 12'],
    [{ ...LOG, step: 'Build', deleted: true }, 'Log of run 7 (deleted), job `build`, step `Build`, line 12'],
    [
      { kind: 'artifact', run: 7, artifact: 'site', file: 'a/.mcp.json' } as const,
      'Artifact `site` of run 7, `a/.mcp.json:12`',
    ],
  ])('%j is told', (where, words) => {
    expect(at(where)).toBe(words);
  });

  it('have no git history to speak of, unless there is a file as well', () => {
    expect(copyWords([{ place: LOG }]).allDead).not.toContain('git history');
    expect(copyWords([{ place: LOG }]).notAllDead).not.toContain('git history');
    expect(copyWords([{ place: LOG }, {}]).allDead).toContain('git history');
    expect(copyWords([]).notAllDead).toContain('git history');
  });

  it('are followed by what became of the log', () => {
    expect(eventName('log_deleted')).toBe('Log of the workflow run deleted');
  });
});
