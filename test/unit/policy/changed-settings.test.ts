import { describe, expect, it } from '@jest/globals';
import { changedSettings } from '../../../src/policy/changed-settings.ts';
import { DEFAULT_POLICY } from '../../../src/policy/policy.ts';

describe('the settings in which two policies differ', () => {
  it('are named as in the file, whichever side has them', () => {
    const before = { ...DEFAULT_POLICY, approvers: ['@octo'], dryRun: true } as const;
    const after = { ...DEFAULT_POLICY, breaker: { credentials: 5, minutes: 10 } } as const;
    expect(changedSettings(before, after)).toEqual(['approvers', 'breaker', 'dry_run']);
    expect(changedSettings(after, before)).toEqual(['approvers', 'breaker', 'dry_run']);
  });

  it('are none where only the order of keys is another, as a database may have it', () => {
    const revoke = { production: 'ask', default: 'auto' } as const;
    expect(changedSettings(DEFAULT_POLICY, { ...DEFAULT_POLICY, revoke })).toEqual([]);
  });

  it('are those that hold another value, however deep, and never that value', () => {
    const issuer = { issuer: 'https://a.example', clientId: 'x' };
    const one = { ...DEFAULT_POLICY, issuers: [issuer] };
    expect(changedSettings(one, { ...one, issuers: [{ ...issuer, clientId: 'y' }] })).toEqual(['issuers']);
  });
});
