import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import { callBroker, idempotencyKey, proveByHmac, type BrokerCaller } from '../support/broker/caller.ts';
import { until } from '../support/until.ts';
import { startFakeGrafana, type FakeGrafana, type GrafanaToken } from '../support/broker/fake-grafana.ts';
import { startFakeVaultKv, type FakeVaultKv } from '../support/broker/fake-vault-kv.ts';
import {
  addressOf,
  makeSecretsKey,
  rotate,
  rotationWhen,
  successorsAt,
  type SecretsKey,
} from '../support/broker/rotations.ts';

const clientKey = randomBytes(32);
const otherKey = randomBytes(32);
const deafKey = randomBytes(32);
const idleKey = randomBytes(32);
const narrowKey = randomBytes(32);
let grafana: FakeGrafana;
let vault: FakeVaultKv;
let broker: BrokerProcess;
let app: BrokerCaller;
let secretsKey: SecretsKey;

beforeAll(async () => {
  [grafana, vault, secretsKey] = await Promise.all([
    startFakeGrafana(),
    startFakeVaultKv(),
    makeSecretsKey(),
  ]);
  broker = await startBrokerProcess({
    egressAllow: '127.0.0.1',
    logLevel: 'debug',
    environment: {
      CLIENT: clientKey.toString('base64'),
      OTHER: otherKey.toString('base64'),
      DEAF: deafKey.toString('base64'),
      IDLE: idleKey.toString('base64'),
      NARROW: narrowKey.toString('base64'),
      GRAFANA_ADMIN: grafana.admin,
      VAULT_KV: vault.token,
    },
    clients: {
      clients: {
        app: {
          method: 'hmac',
          secret: { env: 'CLIENT' },
          owners: ['octo'],
          scopes: ['revoke', 'rotate', 'renew'],
          rotations: { 'grafana/*': ['sealed_box', 'vault_kv'], 'stripe/*': ['sealed_box'] },
        },
        other: {
          method: 'hmac',
          secret: { env: 'OTHER' },
          owners: ['*'],
          scopes: ['rotate'],
          rotations: { 'grafana/*': ['sealed_box'] },
        },
        idle: { method: 'hmac', secret: { env: 'IDLE' }, owners: ['octo'], scopes: ['rotate'] },
        narrow: {
          method: 'hmac',
          secret: { env: 'NARROW' },
          owners: ['octo'],
          scopes: ['rotate'],
          rotations: { 'grafana/*': ['sealed_box'], 'vault/*': ['vault_kv'] },
          sealed_to: [secretsKey.publicKey],
        },
        deaf: { method: 'hmac', secret: { env: 'DEAF' }, owners: ['octo'] },
      },
      origins: { grafana: [grafana.origin] },
    },
    credentials: {
      grafana: { octo: { secret: { env: 'GRAFANA_ADMIN' }, credentials: grafana.registered } },
      'vault-kv': {
        octo: {
          secret: { env: 'VAULT_KV' },
          fields: { address: vault.origin, mount: 'secret', prefix: 'ci/' },
        },
      },
    },
  });
  app = await callBroker(broker.url, proveByHmac(clientKey));
});
afterAll(async () => {
  await broker.stop();
  await Promise.all([grafana.close(), vault.close()]);
});
afterEach(() => {
  grafana.hook = () => undefined;
  vault.refusals.length = 0;
  vault.losesAnswers = false;
});

const box = () => ({ kind: 'sealed_box', key_id: secretsKey.keyId, public_key: secretsKey.publicKey });
const when = (old: GrafanaToken, id: unknown, state: string) =>
  rotationWhen(
    () => app,
    old,
    id,
    (rotation) => rotation.state === state && rotation.retry_after !== 0,
  );
const settle = (old: GrafanaToken, id: unknown, delivered: boolean) =>
  app.call('POST', `${addressOf(old)}/${String(id)}/delivery`, { json: { delivered } });
const eventsOf = ({ timeline }: { readonly timeline: readonly { readonly event: string }[] }) =>
  timeline.map(({ event }) => event);

/** A credential that leaks, and another of the same account, which must outlive everything. */
function leak(): { readonly old: GrafanaToken; readonly bystander: GrafanaToken } {
  grafana.tokens.length = 0;
  return { bystander: grafana.add('ci'), old: grafana.add('deploy') };
}

/** Nothing that was ever a token of Grafana's is in what the broker said, wrote or kept. */
function expectSecrecy(): void {
  const values = grafana.made.map(({ key }) => key);
  const files = readdirSync(broker.dataDir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
  const everything = [broker.output(), ...app.answers, ...files];
  for (const value of [...values, grafana.admin, vault.token])
    expect(everything.some((text) => text.includes(value))).toBe(false);
}

describe('a rotation into a secret of GitHub', () => {
  it('issues, seals, waits for the delivery, lets both live, and ends the old one', async () => {
    const { old, bystander } = leak();
    const asked = await rotate(app, old, box(), { overlap_seconds: 2, reference: 'incident-1' });
    expect(asked.status).toBe(202);
    const { id } = asked.json;
    const issued = await rotationWhen(
      () => app,
      old,
      id,
      ({ sealed_box: sealed }) => sealed !== undefined,
    );
    expect(issued).toMatchObject({ state: 'issued', terminal: false, reference: 'incident-1' });
    const [successor] = successorsAt(grafana);
    expect(successor?.name).toBe(`rekey-${String(id)}`);
    expect(secretsKey.open(issued.sealed_box?.encrypted_value)).toBe(successor?.key);
    expect(issued.credential_id).toBe(`12/${successor?.id}`);
    expect(grafana.has(old.key)).toBe(true);

    expect((await settle(old, id, true)).json).toMatchObject({ state: 'delivered', terminal: false });
    expect(grafana.has(old.key)).toBe(true);
    const ended = await when(old, id, 'old_revoked');
    expect(
      Date.parse(ended.overlap_until ?? '') - Date.parse(issued.timeline.at(-1)?.at ?? ''),
    ).toBeGreaterThan(1900);
    expect(grafana.tokens).toEqual([bystander, successor]);
    expect(ended).toMatchObject({ terminal: true, credential_id: issued.credential_id });
    expect(ended.sealed_box).toBeUndefined();
    expect(eventsOf(ended)).toEqual([
      'prepared', 'issue_sent', 'issued', 'successor_live', 'delivered',
      'probe_live', 'revocation_sent', 'revocation_accepted', 'probe_dead', 'old_revoked',
    ]); // prettier-ignore
    expect((await settle(old, id, true)).status).toBe(200);
    expect((await settle(old, id, false)).status).toBe(409);
    expectSecrecy();
    expect(app.violations).toEqual([]);
  });

  it('takes the successor back when the client cannot write it', async () => {
    const { old, bystander } = leak();
    const { id } = (await rotate(app, old, box())).json;
    await rotationWhen(
      () => app,
      old,
      id,
      ({ sealed_box: sealed }) => sealed !== undefined,
    );
    expect((await settle(old, id, false)).status).toBe(200);
    const ended = await when(old, id, 'failed');
    expect(ended.explanation).toContain('could not write');
    expect(grafana.tokens).toEqual([bystander, old]);
    expect((await settle(old, id, true)).status).toBe(409);
    expectSecrecy();
  });

  it('asks once, however often it is asked', async () => {
    const { old } = leak();
    const key = idempotencyKey();
    const asked = await Promise.all([1, 2, 3].map(() => rotate(app, old, box(), {}, key)));
    expect(new Set(asked.map(({ json }) => json['id'])).size).toBe(1);
    expect(asked.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 200, 202]);
    const { id } = asked[0]!.json;
    await rotationWhen(
      () => app,
      old,
      id,
      ({ sealed_box: sealed }) => sealed !== undefined,
    );
    expect(successorsAt(grafana)).toHaveLength(1);
    expect((await rotate(app, old, box(), { overlap_seconds: 9 }, key)).status).toBe(409);
    await settle(old, id, false);
    await when(old, id, 'failed');
  });

  it('finds a successor whose answer was lost, and takes it back before it asks again', async () => {
    const { old, bystander } = leak();
    let lost = 0;
    grafana.hook = async (moment) => {
      if (moment !== 'made' || lost > 0) return;
      lost += 1;
      await new Promise(() => undefined);
    };
    const { id } = (await rotate(app, old, box())).json;
    const issued = await rotationWhen(
      () => app,
      old,
      id,
      ({ sealed_box: sealed }) => sealed !== undefined,
    );
    expect(eventsOf(issued).filter((event) => /left|issue/.test(event))).toEqual([
      'issue_sent', 'left_removed', 'issue_sent', 'issued',
    ]); // prettier-ignore
    const [successor] = successorsAt(grafana);
    expect(grafana.tokens).toEqual([bystander, old, successor]);
    expect(secretsKey.open(issued.sealed_box?.encrypted_value)).toBe(successor?.key);
    await settle(old, id, true);
    await when(old, id, 'old_revoked');
    expect(grafana.tokens).toEqual([bystander, successor]);
  });

  it('issues nothing for what it never saw alive', async () => {
    const { old, bystander } = leak();
    const stranger = grafana.add('gone');
    grafana.tokens.pop();
    const { id } = (await rotate(app, stranger, box())).json;
    const ended = await rotationWhen(
      () => app,
      stranger,
      id,
      ({ terminal }) => terminal,
    );
    expect(ended.explanation).toContain('never saw it alive');
    expect(grafana.tokens).toEqual([bystander, old]);
  });

  it('replaces what it has ended itself, because it saw it alive', async () => {
    const { old, bystander } = leak();
    const body = await app.body(old.key, {
      credential: { provider: 'grafana', type: 'grafana-service-account-token' },
    });
    const { json } = await app.revoke(body);
    expect((await app.ended(json['id'])).state).toBe('revoked_verified');
    const { id } = (await rotate(app, old, box())).json;
    const issued = await rotationWhen(
      () => app,
      old,
      id,
      ({ sealed_box: sealed }) => sealed !== undefined,
    );
    await settle(old, id, true);
    await when(old, id, 'old_revoked');
    const [successor] = successorsAt(grafana);
    expect(secretsKey.open(issued.sealed_box?.encrypted_value)).toBe(successor?.key);
    expect(grafana.tokens).toEqual([bystander, successor]);
  });
});

const as = (key: Buffer) => app.as(proveByHmac(key));

describe('a client', () => {
  it('has nothing replaced that the operator did not list for it, in no other way, and to no other key', async () => {
    const { old, bystander } = leak();
    const other = await makeSecretsKey();
    const toOther = { ...box(), public_key: other.publicKey };
    const toVault = { kind: 'vault_kv', path: 'ci/grafana', field: 'token' };
    const asked = [
      await rotate(as(idleKey), old, box()),
      await rotate(as(narrowKey), old, toVault),
      await rotate(as(narrowKey), old, toOther),
      await rotate(as(narrowKey), old, box(), {
        credential: { provider: 'stripe', type: 'stripe-secret-key' },
      }),
    ];
    for (const { status, json } of asked)
      expect([status, json['type']]).toEqual([403, 'urn:broker:policy-denied']);
    expect(grafana.tokens).toEqual([bystander, old]);
    expect(broker.output()).toContain('has the scope rotate and may replace nothing');
    const { status, json } = await rotate(as(narrowKey), old, box());
    expect(status).toBe(202);
    await rotationWhen(
      () => as(narrowKey),
      old,
      json['id'],
      ({ sealed_box: sealed }) => sealed !== undefined,
    );
    expect(successorsAt(grafana)).toHaveLength(1);
  });
});

describe('a rotation into Vault', () => {
  const target = { kind: 'vault_kv', path: 'ci/grafana', field: 'token' };

  it('is written by the broker beside what else stands there', async () => {
    const { old, bystander } = leak();
    vault.secrets.set('ci/grafana', { version: 4, data: { token: old.key, url: 'https://g' } });
    vault.refusals.push(503);
    const { id } = (await rotate(app, old, target)).json;
    await when(old, id, 'old_revoked');
    const [successor] = successorsAt(grafana);
    expect(vault.secrets.get('ci/grafana')).toEqual({
      version: 5,
      data: { token: successor?.key, url: 'https://g' },
    });
    expect(grafana.tokens).toEqual([bystander, successor]);
    expectSecrecy();
  });

  it('is delivered although the answer was lost', async () => {
    const { old } = leak();
    vault.secrets.clear();
    vault.losesAnswers = true;
    const { id } = (await rotate(app, old, target)).json;
    await when(old, id, 'old_revoked');
    expect(vault.secrets.get('ci/grafana')?.data['token']).toBe(successorsAt(grafana)[0]?.key);
  });

  it('is taken back when Vault refuses', async () => {
    const { old, bystander } = leak();
    vault.refusals.push(403);
    const { id } = (await rotate(app, old, target)).json;
    const ended = await when(old, id, 'failed');
    expect(ended.explanation).toContain('Vault did not let');
    expect(grafana.tokens).toEqual([bystander, old]);
    expectSecrecy();
  });
});

describe('a renewal, for which no value is sent', () => {
  const target = { kind: 'vault_kv', path: 'ci/grafana', field: 'token' };
  const name = 'a'.repeat(64);
  const DAY = 86_400;
  const WISH = { provider: 'grafana', type: 'grafana-service-account-token', owner: 'octo', place: target };
  const renew = (more: object = {}, key = idempotencyKey(), caller = app) =>
    caller.call('POST', `/v1/credentials/${name}/renewals`, {
      headers: { 'idempotency-key': key },
      json: { ...WISH, after_seconds: DAY, overlap_seconds: 0, ...more },
    });
  const written = (value: string, days: number) => {
    vault.secrets.set('ci/grafana', { version: 7, data: { token: value, url: 'https://g' } });
    vault.written.set('ci/grafana', new Date(Date.now() - days * DAY * 1000));
  };
  const ended = (id: unknown) =>
    until(async () => {
      const { json } = await app.call('GET', `/v1/credentials/${name}/rotations/${String(id)}`);
      return json['terminal'] === true && json;
    }, 20_000);
  const idOf = ({ json }: Awaited<ReturnType<typeof renew>>) =>
    (json['rotation'] as { readonly id?: string } | undefined)?.id;

  it('does nothing while what stands there is young, and says when it is old enough', async () => {
    const { old, bystander } = leak();
    written(old.key, 0.5);
    const { status, json } = await renew();
    expect({ status, ...json }).toEqual({
      status: 200,
      due_at: new Date((vault.written.get('ci/grafana')?.getTime() ?? 0) + DAY * 1000).toISOString(),
    });
    expect(grafana.tokens).toEqual([bystander, old]);
  });

  it('replaces what is old where it is used, ends it, and is done once', async () => {
    const { old, bystander } = leak();
    written(old.key, 2);
    const key = idempotencyKey();
    const asked = await renew({}, key);
    expect(asked.status).toBe(202);
    await ended(idOf(asked));
    const [successor] = successorsAt(grafana);
    expect(vault.secrets.get('ci/grafana')?.data).toEqual({ token: successor?.key, url: 'https://g' });
    expect(grafana.tokens).toEqual([bystander, successor]);
    const again = await renew({}, key);
    expect([again.status, idOf(again)]).toEqual([200, idOf(asked)]);
    // Another key asks for another one, which is not due for a day: the broker wrote it itself.
    expect((await renew()).json).toMatchObject({ due_at: expect.any(String) });
    // What it issued it may replace in turn.
    vault.written.set('ci/grafana', new Date(0));
    await ended(idOf(await renew()));
    expect(grafana.tokens).not.toContainEqual(successor);
    expect(vault.secrets.get('ci/grafana')?.data['token']).toBe(successorsAt(grafana)[0]?.key);
    expectSecrecy();
  });

  it('keeps any other rotation into that field waiting while both live', async () => {
    const { old } = leak();
    written(old.key, 2);
    const asked = await renew({ overlap_seconds: 3600 });
    await until(async () => {
      const path = `/v1/credentials/${name}/rotations/${String(idOf(asked))}`;
      return (await app.call('GET', path)).json['state'] === 'delivered';
    }, 20_000);
    expect(grafana.has(old.key)).toBe(true);
    const leaked = await rotate(app, old, target);
    expect([leaked.status, leaked.json['type']]).toEqual([409, 'urn:broker:rotation-under-way']);
    const other = { ...target, field: 'other' };
    expect((await renew({ place: other })).status).toBe(404);
  });

  it.each<[string, object, number]>([
    ['a path that the operator did not open', { place: { ...target, path: 'prod/db' } }, 403],
    ['another owner', { owner: 'acme' }, 403],
    ['a type that is not listed', { provider: 'neon', type: 'neon-api-key' }, 403],
    ['a place that is no field of Vault', { place: { kind: 'sealed_box' } }, 422],
    ['what has not the format of the type', { place: { ...target, field: 'url' } }, 422],
  ])('is refused: %s', async (_name, more, status) => {
    const { old, bystander } = leak();
    written(old.key, 2);
    expect((await renew(more)).status).toBe(status);
    expect(grafana.tokens).toEqual([bystander, old]);
  });

  it('is refused without the scope, and of what nobody registered', async () => {
    const { old, bystander } = leak();
    written(old.key, 2);
    expect((await renew({}, idempotencyKey(), as(narrowKey))).status).toBe(403);
    const foreign = `glsa_${'x'.repeat(32)}_00000000`;
    written(foreign, 2);
    expect((await renew()).status).toBe(422);
    expect(grafana.tokens).toEqual([bystander, old]);
  });
});

describe('what is refused', () => {
  it.each([
    ['a path that the operator did not open', { kind: 'vault_kv', path: 'prod/db', field: 'x' }, {}, 403],
    ['a path that climbs', { kind: 'vault_kv', path: 'ci/../prod', field: 'x' }, {}, 422],
    ['another owner', undefined, { owner: 'acme' }, 403],
    ['a key that is none', { kind: 'sealed_box', key_id: '1', public_key: 'short' }, {}, 422],
    ['an overlap of a year', undefined, { overlap_seconds: 31_536_000 }, 422],
    ['another fingerprint', undefined, { credential: { fingerprint: `hmac-sha256:${'0'.repeat(64)}` } }, 422],
    [
      'a type that nobody issues',
      undefined,
      { credential: { provider: 'stripe', type: 'stripe-secret-key' } },
      422,
    ],
  ])('%s', async (_name, target, more, status) => {
    const { old } = leak();
    expect((await rotate(app, old, target ?? box(), more)).status).toBe(status);
    expect(successorsAt(grafana)).toEqual([]);
  });

  it('an owner for whom the operator has no right at the provider', async () => {
    const { old } = leak();
    const other = app.as(proveByHmac(otherKey));
    const { status, json } = await rotate(other, old, box(), { owner: 'acme' });
    expect([status, json['type']]).toEqual([422, 'urn:broker:unsupported-type']);
    expect((await rotate(app.as(proveByHmac(deafKey)), old, box())).status).toBe(403);
    const { id } = (await rotate(app, old, box())).json;
    // Another client's rotation does not exist.
    expect((await other.call('GET', `${addressOf(old)}/${String(id)}`)).status).toBe(404);
    expect(
      (await other.call('POST', `${addressOf(old)}/${String(id)}/delivery`, { json: { delivered: true } }))
        .status,
    ).toBe(404);
    await rotationWhen(
      () => app,
      old,
      id,
      ({ sealed_box: sealed }) => sealed !== undefined,
    );
    await settle(old, id, false);
    await when(old, id, 'failed');
    expect(app.violations).toEqual([]);
  });
});
