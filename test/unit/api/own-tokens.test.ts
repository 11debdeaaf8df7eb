import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createToken } from '../../../src/api/tokens/keep-tokens.ts';
import { findToken } from '../../../src/api/tokens/find-token.ts';
import { withOwnTokens } from '../../../src/api/tokens/own-tokens.ts';
import { hashToken, makeToken } from '../../../src/api/tokens/token-text.ts';
import { Secret } from '../../../src/base/secret.ts';
import type { Broker } from '../../../src/broker/broker.ts';
import { createEmbeddedBroker } from '../../../src/broker/embedded-broker.ts';
import {
  createGuardedFetch,
  parseEgressAllow,
  type GuardedFetch,
} from '../../../src/broker/guarded-fetch.ts';
import { openTestStore } from '../../support/test-store.ts';

const TRUST = { issuers: [], servers: [] };
let store: Awaited<ReturnType<typeof openTestStore>>;
let fetch: GuardedFetch;
let broker: Broker;

beforeAll(async () => {
  store = await openTestStore();
  // It may reach nothing: whoever is asked has to be asked in this process.
  fetch = createGuardedFetch({ allow: parseEgressAllow('') });
  broker = withOwnTokens(createEmbeddedBroker({ fetch, githubApiUrl: 'https://api.github.com' }), store.db);
  const account = { id: 91, owner: 'acme', owner_type: 'Organization' };
  await store.db.insertInto('installations').values(account).execute();
});
afterAll(async () => {
  await fetch.close();
  await store.remove();
});

const leaked = (secret: Secret) => ({ secret, provider: 'rekey', type: 'rekey-api-token' });

async function keep(madeAt = new Date()): Promise<{ token: Secret; id: string }> {
  const token = makeToken();
  const made = { name: 'siem', hash: hashToken(token), installations: ['acme'], days: 1 };
  const { id } = await createToken(store.db, made, madeAt);
  return { token, id };
}

const eventsOf = ({ evidence }: { readonly evidence: readonly { readonly event: string }[] }) =>
  evidence.map(({ event }) => event);

describe('an API token of this Rekey that leaks', () => {
  it('is dead when the revocation returns, and the trail says why', async () => {
    const { token, id } = await keep();
    expect(await broker.describe?.(leaked(token), TRUST)).toMatchObject({ active: true, scopes: ['read'] });
    expect(broker.plan?.(leaked(token), TRUST)).toMatchObject({ action: 'revoke', sentTo: [] });
    const outcome = await broker.revoke(leaked(token), TRUST);
    expect(outcome.state).toBe('revoked_verified');
    expect(eventsOf(outcome)).toEqual(['probe_live', 'revocation_accepted', 'probe_dead']);
    expect(await findToken(store.db, token)).toBeUndefined();
    const last = await store.db
      .selectFrom('audit')
      .select(['actor', 'event', 'why'])
      .where('subject_id', '=', id)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect(last).toEqual({ actor: 'rekey', event: 'api_token_revoked', why: 'siem, it leaked' });
    expect(await broker.describe?.(leaked(token), TRUST)).toMatchObject({ active: false });
    // After a crash in between, and when it was found again later.
    expect((await broker.revoke(leaked(token), TRUST, { attemptedBefore: true })).state).toBe(
      'revoked_verified',
    );
    expect((await broker.revoke(leaked(token), TRUST)).state).toBe('already_inactive');
  });

  it('is left alone where nothing may be changed, and may be over already', async () => {
    const { token } = await keep();
    expect((await broker.revoke(leaked(token), TRUST, { action: 'dry_run' })).state).not.toBe(
      'revoked_verified',
    );
    expect(await findToken(store.db, token)).toBeDefined();
    const old = await keep(new Date(Date.now() - 2 * 86_400_000));
    expect((await broker.revoke(leaked(old.token), TRUST)).state).toBe('expired');
  });

  it('of another Rekey, and any other credential, is for the broker behind it', async () => {
    const other = await broker.revoke(leaked(makeToken()), TRUST);
    expect(['manual_required', 'unsupported']).toContain(other.state);
    const { token } = await keep();
    await broker.revoke({ ...leaked(token), type: 'acme-token' }, TRUST);
    expect(await findToken(store.db, token)).toBeDefined();
  });
});
