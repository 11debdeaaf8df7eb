import { describe, expect, it } from '@jest/globals';
import { mergePolicies } from '../../../src/policy/merge-policies.ts';
import { parsePolicyFile } from '../../../src/policy/policy-file.ts';
import { DEFAULT_POLICY, type Policy } from '../../../src/policy/policy.ts';
import { countEffects, type OpenIncident } from '../../../src/policy/preview/effects.ts';
import { previewPolicy } from '../../../src/policy/preview/preview-policy.ts';
import { noteRules } from '../../../src/policy/preview/rule-notes.ts';

const TODAY = '2026-06-15';
const fileOf = (text: string) => parsePolicyFile(text).policy ?? {};
const policyOf = (text: string) => mergePolicies(undefined, fileOf(text));
const rule = (path: string, until = '2026-12-31') => ({ path, reason: 'why', until });
const ignoring = (...paths: readonly string[]): Policy => ({
  ...DEFAULT_POLICY,
  ignore: paths.map((path) => rule(path)),
});
const leak = (held: boolean, environment: string | undefined, ...paths: readonly string[]): OpenIncident => ({
  held,
  ...(environment === undefined ? {} : { environment }),
  places: paths.map((path) => ({ repositoryId: 1, path })),
});
const effects = (incidents: readonly OpenIncident[], before: Policy, after: Policy) =>
  countEffects(incidents, new Map([[1, { before, after }]]), TODAY);
const NONE = { ignored: 0, counted: 0, released: 0, asked: 0 };

describe('countEffects', () => {
  it('counts an incident as ignored when every place of it is, and no place is elsewhere', () => {
    const incidents = [
      leak(false, undefined, 'a/1', 'a/2'),
      leak(false, undefined, 'a/3', 'b/1'),
      {
        held: false,
        places: [
          { repositoryId: 1, path: 'a/4' },
          { repositoryId: 2, path: 'a/4' },
        ],
      },
      { held: false, places: [] },
    ];
    expect(effects(incidents, ignoring(), ignoring('a/**'))).toEqual({ ...NONE, ignored: 1 });
    expect(effects(incidents, ignoring('a/**'), ignoring())).toEqual({ ...NONE, counted: 1 });
    expect(effects(incidents, ignoring('a/**'), ignoring('a/*', 'b/**'))).toEqual({ ...NONE, ignored: 1 });
  });

  it('does not let a rule count that has ended', () => {
    const ended = { ...DEFAULT_POLICY, ignore: [rule('a/**', '2026-06-14')] };
    expect(effects([leak(false, undefined, 'a/1')], ignoring(), ended)).toEqual(NONE);
  });

  it.each<[string, string, string, Partial<typeof NONE>]>([
    ['ask to auto', 'revoke: { production: ask }', 'revoke: { production: auto }', { released: 1 }],
    ['never to ask', 'revoke: { production: never }', 'revoke: { production: ask }', { asked: 1 }],
    ['never to auto', 'revoke: { production: never }', 'revoke: { production: auto }', { released: 1 }],
    ['auto to ask', 'revoke: { production: auto }', 'revoke: { production: ask }', {}],
    [
      'observe to enforce',
      'mode: observe\nrevoke: { production: auto, default: ask }',
      'revoke: { production: auto, default: ask }',
      { released: 1, asked: 1 },
    ],
  ])('counts those that %s concerns', (_, before, after, expected) => {
    const incidents = [
      leak(true, 'production', 'x'),
      leak(true, undefined, 'x'),
      leak(false, 'production', 'x'),
    ];
    const counted = effects(incidents, policyOf(before), policyOf(after));
    expect(counted).toEqual({ ...NONE, ...expected });
  });

  it('releases nothing that it ignores, and nothing that another repository holds back', () => {
    const [before, after] = [policyOf('revoke: { default: ask }'), policyOf('revoke: { default: auto }')];
    expect(effects([leak(true, undefined, 'a/1')], before, { ...after, ignore: [rule('a/**')] })).toEqual({
      ...NONE,
      ignored: 1,
    });
    const shared = { held: true, places: [1, 2].map((repositoryId) => ({ repositoryId, path: 'x' })) };
    const pairs = new Map([
      [1, { before, after }],
      [2, { before, after: before }],
    ]);
    expect(countEffects([shared], pairs, TODAY)).toEqual(NONE);
  });
});

describe('countEffects, blind', () => {
  it.each(['held/**', 'elsewhere/**'])('has the same numbers, whatever the rule for %s hides', (path) => {
    const before = policyOf('revoke: { default: ask, production: never }');
    const after = policyOf('revoke: { default: auto, production: ask }');
    const incidents = [leak(true, undefined, 'held/1'), leak(true, 'production', 'held/2')];
    const pairs = new Map([[1, { before, after: { ...after, ignore: [rule(path)] } }]]);
    const blind = { ignored: 0, counted: 0, released: 1, asked: 1 };
    expect(countEffects(incidents, pairs, TODAY, { blind: true })).toEqual(blind);
  });
});

describe('noteRules', () => {
  it.each([
    ['2026-06-14', 'ended'],
    ['2026-06-15', 'soon'],
    ['2026-07-15', 'soon'],
    ['2026-07-16', undefined],
    ['2027-06-16', undefined],
  ])('looks at the end %s: %s', (until, what) => {
    expect(noteRules([rule('a', until)], TODAY).map((note) => note.what)).toEqual(what ? [what] : []);
  });

  it('tells rules that cover no file, but not of places that are none', () => {
    const rules = ['docs/**', 'dcos/**', 'actions/repository/A', 'wiki/*'].map((path) => rule(path));
    expect(noteRules(rules, TODAY, ['docs/a.md', 'x'])).toEqual([{ rule: rules[1], what: 'unmatched' }]);
    expect(noteRules(rules, TODAY)).toEqual([]);
  });

  it('is quick with a hostile file and tree, and says nothing of what it did not reach', () => {
    const paths = Array.from({ length: 50_000 }, (_, index) => `${'a/'.repeat(40)}${index}`);
    const rules = Array.from({ length: 200 }, (_, index) => rule(`${'**/a/'.repeat(30)}b${index}`));
    const start = performance.now();
    expect(noteRules(rules, TODAY, paths).length).toBeLessThan(20);
    expect(performance.now() - start).toBeLessThan(3000);
  });
});

describe('previewPolicy', () => {
  it('names the keys whose merged value changes, and no others', () => {
    const before = policyOf('mode: enforce\nscope: mcp\n');
    const after = policyOf('scope: all\ndry_run: true\nrevoke: { production: ask, default: auto }\n');
    expect(previewPolicy(before, after, { today: TODAY }).changed).toEqual(['scope', 'dry_run']);
    // As it comes back from the database, in another order.
    const stored: Policy = JSON.parse(JSON.stringify(Object.fromEntries(Object.entries(after).toReversed())));
    expect(previewPolicy(after, stored, { today: TODAY }).changed).toEqual([]);
  });

  it('says what a repository says in vain', () => {
    const organisation = fileOf('mode: enforce\nrevoke: { default: ask }\napprovers: ["@acme/security"]\n');
    const file = fileOf(
      'mode: observe\nscope: all\nrevoke: { default: never, dev: never, qa: auto }\napprovers: [me]\nbreaker: { credentials: 1, minutes: 1 }\n',
    );
    const merged = mergePolicies(organisation, file);
    expect(
      previewPolicy(DEFAULT_POLICY, merged, { today: TODAY, file, merged: { organisation } }).withoutEffect,
    ).toEqual([
      { key: 'mode', holds: 'enforce' },
      { key: 'revoke.default', holds: 'ask' },
      { key: 'revoke.dev', holds: 'ask' },
      { key: 'approvers' },
      { key: 'breaker', organisationOnly: true },
    ]);
    expect(previewPolicy(DEFAULT_POLICY, merged, { today: TODAY, file }).withoutEffect).toEqual([]);
  });
});
