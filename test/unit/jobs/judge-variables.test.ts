import { describe, expect, it } from '@jest/globals';
import { judgeVariables, listPath, storedPath } from '../../../src/jobs/variables/judge-variables.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';
import { environmentList, repositoryLists } from '../../../src/sources/variables/variable-lists.ts';
import { githubPat, hexKey } from '../../support/credentials.ts';

const [list = environmentList({ owner: 'o', name: 'r' }, 'x')] = repositoryLists({ owner: 'o', name: 'r' });
const by = { policy: DEFAULT_POLICY, rules: 'r1', today: '2026-11-25' };
const OLD = '2026-01-01T00:00:00Z';
const judge = (
  variables: readonly { name: string; value: string; updatedAt: string }[],
  known: readonly { path: string; updatedAt: string; holds: boolean; rules: string }[] = [],
  policy = by.policy,
) => judgeVariables(list, variables, new Map(known.map((one) => [one.path, one])), { ...by, policy });
const variable = (name: string, value: string, updatedAt = OLD) => ({ name, value, updatedAt });
const row = (name: string, holds: boolean, updatedAt = OLD, rules = 'r1') => ({
  path: `actions/repository/${name}`,
  updatedAt,
  holds,
  rules,
});

describe('judgeVariables', () => {
  it('finds what stands in them, with its place', async () => {
    const { seen, judged } = await judge([variable('A_TOKEN', githubPat()), variable('REGION', 'eu')]);
    expect(seen).toEqual([
      expect.objectContaining({
        path: 'actions/repository/A_TOKEN',
        commit: '',
        introduced: true,
        atHead: true,
        firstState: 'found',
        place: { kind: 'variable', family: 'actions', scope: 'repository', name: 'A_TOKEN' },
      }),
    ]);
    expect(judged.map(({ path, holds }) => [path, holds])).toEqual([
      ['actions/repository/A_TOKEN', true],
      ['actions/repository/REGION', false],
    ]);
  });

  it('skips what did not change since it was judged by the same rules', async () => {
    const same = variable('A_TOKEN', githubPat());
    expect((await judge([same], [row('A_TOKEN', true)])).judged).toEqual([]);
    expect((await judge([same], [row('A_TOKEN', true, '2025-01-01T00:00:00Z')])).seen).toHaveLength(1);
    expect((await judge([same], [row('A_TOKEN', false, OLD, 'r0')])).seen).toHaveLength(1);
  });

  it('takes a clean one that changed within the last seconds for unknown still', async () => {
    const now = new Date().toISOString();
    const { judged } = await judge([variable('REGION', 'eu', now), variable('A_TOKEN', githubPat(), now)]);
    expect(judged.map(({ updatedAt }) => updatedAt)).toEqual(['', now]);
  });

  it('tells which held something before, changed or gone', async () => {
    const known = [row('A', true, 'x'), row('B', false, 'x'), row('C', true), row('D', false)];
    const { judged, gone } = await judge([variable('A', 'eu'), variable('B', 'eu')], known);
    expect(judged.map(({ held }) => held)).toEqual([true, false]);
    expect(gone).toEqual([
      { path: 'actions/repository/C', held: true },
      { path: 'actions/repository/D', held: false },
    ]);
  });

  it('obeys the policy: what it ignores, and who is asked', async () => {
    const ignore = [{ path: 'actions/repository/A_*', reason: 'x', until: '2027-01-01' }];
    const ignoring = { ...DEFAULT_POLICY, ignore };
    expect((await judge([variable('A_TOKEN', githubPat())], [], ignoring)).seen).toEqual([]);
    const observing = { ...DEFAULT_POLICY, mode: 'observe' } as const;
    const { seen } = await judge([variable('A_TOKEN', githubPat())], [], observing);
    expect(seen.map(({ firstState }) => firstState)).toEqual(['denied_by_policy']);
  });

  it('is in the scope of MCP whatever it says', async () => {
    expect((await judge([variable('PAYMENT_API_KEY', hexKey())])).seen).toHaveLength(1);
  });

  it('stores no name that is a token', () => {
    const token = githubPat();
    const place = { kind: 'variable', family: 'actions', scope: 'environment' } as const;
    expect(storedPath({ ...place, environment: token, name: 'A' })).toBe('actions/environment/[redacted]/A');
    expect(listPath(environmentList({ owner: 'o', name: 'r' }, token))).toBe(
      'actions/environment/[redacted]',
    );
  });
});
