import { describe, expect, it } from '@jest/globals';
import { mergePolicies, unusedKeys } from '../../../src/policy/merge-policies.ts';
import { parsePolicyFile } from '../../../src/policy/policy-file.ts';

const own = { breaker: { credentials: 1, minutes: 1440 } };
const file = (dry_run: boolean | undefined) => (dry_run === undefined ? {} : { dry_run });
const organisation = { breaker: { credentials: 50, minutes: 5 } };

describe('the number of the circuit breaker', () => {
  it("is the organisation's alone, since a repository could stop or loose all with it", () => {
    expect(mergePolicies(organisation, own).breaker).toEqual(organisation.breaker);
    expect(mergePolicies({}, own).breaker).toBeUndefined();
    expect(mergePolicies(undefined, own).breaker).toBeUndefined();
    expect(unusedKeys(undefined, own)).toContain('breaker');
    expect(unusedKeys(organisation, {})).toEqual([]);
  });

  it.each([
    ['{ credentials: 20, minutes: 10 }', true],
    ['{ credentials: 1000, minutes: 1440 }', true],
    ['{ credentials: 0, minutes: 10 }', false],
    ['{ credentials: 1001, minutes: 10 }', false],
    ['{ credentials: 20, minutes: 1441 }', false],
    ['{ credentials: 2.5, minutes: 10 }', false],
    ['{ credentials: 20 }', false],
    ['off', false],
  ])('%s is valid: %p', (text, isValid) => {
    const { errors } = parsePolicyFile(`breaker: ${text}\n`);
    expect(errors.length === 0).toBe(isValid);
  });
});

describe('the consent to dry runs', () => {
  it.each([
    [undefined, undefined, undefined],
    [undefined, true, true],
    [true, undefined, true],
    [true, false, true],
    [false, true, undefined],
  ])('with %p of the organisation and %p of the repository is %p', (theirs, ours, expected) => {
    expect(mergePolicies(file(theirs), file(ours)).dryRun).toBe(expected);
  });
});
