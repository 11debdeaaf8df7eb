import { describe, expect, it } from '@jest/globals';
import { renderSight, type SeenPlaces } from '../../../src/respond/render-sight.ts';
import { commitOf } from '../../../src/respond/place.ts';
import { exposure } from './reports.ts';

const options = { key: 'comment/7', person: '@ada', public: false };
const seen = (all: number, ...kinds: SeenPlaces['kinds']) => renderSight({ all, kinds }, options);

describe('what a rescan saw', () => {
  it('is told by kind of place, in the singular and plural', () => {
    const text = seen(
      7,
      { kind: 'commit', there: 1, gone: 2, unknown: 1 },
      { kind: 'log', there: 0, gone: 1, unknown: 0 },
      { kind: 'thread', there: 2, gone: 0, unknown: 0 },
    );
    expect(text).toMatchInlineSnapshot(`
"<!-- rekey:answer:comment/7 -->

To \`ada\`: Rekey looked again at all 7 places where it was seen.

- 4 files at the heads of branches: 1 still holds it, 2 no longer do, of 1 it could not be told
- 1 log of workflow runs: holds it no longer
- 2 texts that people wrote: all still hold it

Commits, variables, texts, logs and alerts among them are judged anew with the policy as it is now."
`);
  });

  it('says how many were left', () => {
    expect(seen(1200, { kind: 'alert', there: 0, gone: 0, unknown: 20 })).toContain(
      'looked again at the 20 places seen last, of 1,200.',
    );
    expect(seen(1, { kind: 'variable', there: 1, gone: 0, unknown: 0 })).toContain('at the one place where');
  });

  it('says of one place that it is one', () => {
    expect(seen(30, { kind: 'log', there: 1, gone: 0, unknown: 0 })).toContain(
      'at the 1 place seen last, of 30.',
    );
  });

  it('tells the public nothing, and lets nobody be mentioned', () => {
    const kinds = [{ kind: 'commit', there: 3, gone: 0, unknown: 0 }] as const;
    const text = renderSight({ all: 3, kinds }, { ...options, person: '@a`b @all', public: true });
    expect(text).not.toMatch(/\d places|file/);
    expect(text).toContain('To ``a`b @all``: ');
  });
});

describe('a place that is gone', () => {
  it.each([
    [{ kind: 'log', run: 1, attempt: 1, job: 'a' } as const, ', which is gone'],
    [{ kind: 'alert', number: 1 } as const, ', which is gone'],
    [{ kind: 'thread', thread: 'wiki', id: 'x', earlier: true } as const, ''],
  ])('%j says so', (place, words) => {
    expect(commitOf(exposure({ place, atHead: false }))).toBe(words);
    expect(commitOf(exposure({ place }))).toBe('');
  });
});
