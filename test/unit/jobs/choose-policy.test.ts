import { describe, expect, it } from '@jest/globals';
import { choosePolicy } from '../../../src/jobs/judge/choose-policy.ts';
import type { PolicyFile } from '../../../src/policy/policy-file.ts';

const ORGANISATION: PolicyFile = { mode: 'observe', approvers: ['@acme/security'] };
const OWN: PolicyFile = { mode: 'observe', variables: 'quarantine' };
const none = { isBroken: false };
const broken = { isBroken: true };
const good = (file: PolicyFile) => ({ file, isBroken: false });

describe('choosePolicy', () => {
  it('takes what can be read, and keeps it for the day on which it cannot', () => {
    const chosen = choosePolicy({ organisation: good(ORGANISATION), own: good(OWN) }, undefined);
    expect(chosen.policy).toMatchObject({
      mode: 'observe',
      variables: 'quarantine',
      approvers: ['@acme/security'],
    });
    expect(chosen.good).toEqual({ organisation: ORGANISATION, own: OWN });
  });

  it('lets no repository break its way out of the policy of the organisation', () => {
    const files = { organisation: good({ ...ORGANISATION, mode: 'enforce' as const }), own: broken };
    for (const last of [undefined, { organisation: ORGANISATION, own: OWN }]) {
      const { policy } = choosePolicy(files, last);
      expect(policy).toMatchObject({ mode: 'enforce', approvers: ['@acme/security'] });
      expect(policy.unreadable).toBeUndefined();
    }
  });

  it('keeps the last good file of the side that is broken, and of no other', () => {
    const last = { organisation: ORGANISATION, own: OWN };
    const ofBroken = choosePolicy({ organisation: broken, own: none }, last);
    expect(ofBroken.policy).toMatchObject({
      mode: 'observe',
      approvers: ['@acme/security'],
      variables: 'report',
    });
    expect(ofBroken.good).toEqual({ organisation: ORGANISATION, own: null });
    expect(choosePolicy({ organisation: none, own: broken }, last).policy.variables).toBe('quarantine');
  });

  it.each([
    ['the organisation’s', { organisation: broken, own: good({ mode: 'enforce', issuers: [] }) }],
    ['the only one', { organisation: none, own: broken }],
  ])('only observes while nobody ever knew what %s says', (_name, files) => {
    const { policy } = choosePolicy(files, undefined);
    expect(policy).toMatchObject({ mode: 'observe', unreadable: true });
  });

  it('takes no register of a repository in place of an organisation’s that is broken', () => {
    const issuers = [{ issuer: 'https://evil.example', clientId: 'x' }];
    expect(choosePolicy({ organisation: broken, own: good({ issuers }) }, undefined).policy.issuers).toEqual(
      [],
    );
    expect(choosePolicy({ organisation: none, own: good({ issuers }) }, undefined).policy.issuers).toEqual(
      issuers,
    );
  });
});
