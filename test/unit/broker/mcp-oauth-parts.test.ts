import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { RevokeOptions, Trust } from '../../../src/broker/broker.ts';
import { leakedPart } from '../../support/oauth/leak.ts';
import { startSdkWorld, type SdkWorld } from '../../support/oauth/sdk-world.ts';
import { makeBroker } from './broker-under-test.ts';

let world: SdkWorld;
let trust: Trust;

beforeAll(async () => {
  world = await startSdkWorld();
  trust = { issuers: [{ issuer: world.issuer, clientId: 'rekey' }], servers: [{ url: world.mcpUrl }] };
});
afterAll(() => world.close());

it.each([
  ['accessToken', 'refreshToken', 'refresh_issued'],
  ['refreshToken', 'accessToken', 'probe_live'],
] as const)(
  '%s: its %s dies with it and was seen alive before that, which is told',
  async (one, other, sight) => {
    const leaked = await world.signIn('none');
    const before = world.revocations.length;
    const told: unknown[] = [];
    const onSight: RevokeOptions['onSight'] = async (sights, part) => {
      if (part) told.push([part, sights[0]?.event]);
      await Promise.resolve();
    };
    const outcome = await makeBroker().revoke(leakedPart(leaked, one, world.mcpUrl), trust, { onSight });
    expect(outcome.state).toBe('revoked_verified');
    expect(world.revocations.length).toBeGreaterThan(before);
    expect(told).toEqual([[other, sight]]);
    const credential = leakedPart(leaked, other, world.mcpUrl);
    const later = await makeBroker().revoke(credential, trust, { attemptedBefore: true, seen: [sight] });
    expect(later.state).toBe('revoked_verified');
    expect((await makeBroker().revoke(credential, trust)).state).toBe('manual_required');
  },
);
