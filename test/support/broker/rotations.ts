import { createHash } from 'node:crypto';
import type { Rotation } from '../../../src/broker-contract/rotation.ts';
import { until } from '../until.ts';
import { idempotencyKey, type Answer, type BrokerCaller } from './caller.ts';
import type { FakeGrafana, GrafanaToken } from './fake-grafana.ts';

/** A key as GitHub has one for secrets, and what only GitHub can do with it. */
export interface SecretsKey {
  readonly keyId: string;
  readonly publicKey: string;
  open(box: string | undefined): string;
}

export async function makeSecretsKey(): Promise<SecretsKey> {
  const { default: sodium } = await import('libsodium-wrappers');
  await sodium.ready;
  const pair = sodium.crypto_box_keypair();
  return {
    keyId: '568250167242549743',
    publicKey: Buffer.from(pair.publicKey).toString('base64'),
    open(box = '') {
      const opened = sodium.crypto_box_seal_open(Buffer.from(box, 'base64'), pair.publicKey, pair.privateKey);
      return Buffer.from(opened).toString();
    },
  };
}

const nameOf = (value: string) => createHash('sha256').update(value).digest('hex');

/** Where a credential's rotations are. */
export const addressOf = (old: GrafanaToken): string => `/v1/credentials/${nameOf(old.key)}/rotations`;

/** Asks for a rotation of a token of Grafana. */
export async function rotate(
  caller: BrokerCaller,
  old: GrafanaToken,
  target: object,
  more: Readonly<Record<string, unknown>> = {},
  key = idempotencyKey(),
): Promise<Answer> {
  const { credential = {}, ...rest } = more;
  return caller.call('POST', addressOf(old), {
    headers: { 'idempotency-key': key },
    json: {
      credential: {
        provider: 'grafana',
        type: 'grafana-service-account-token',
        fingerprint: `hmac-sha256:${nameOf(old.key)}`,
        jwe: await caller.encrypt(old.key),
        ...(credential as object),
      },
      owner: 'octo',
      deliver_to: target,
      ...rest,
    },
  });
}

/** Looks at a rotation until it is so. */
export async function rotationWhen(
  getCaller: () => BrokerCaller,
  old: GrafanaToken,
  id: unknown,
  isSo: (rotation: Rotation) => boolean,
): Promise<Rotation> {
  let last: unknown;
  await until(async () => {
    // The broker may be down.
    const answer = await getCaller()
      .call('GET', `${addressOf(old)}/${String(id)}`)
      .catch(() => undefined);
    last = answer?.json;
    return answer?.status === 200 && isSo(last as Rotation);
  }, 30_000);
  return last as Rotation;
}

/** What the broker issued and lives. */
export const successorsAt = (grafana: FakeGrafana): readonly GrafanaToken[] =>
  grafana.tokens.filter(({ name }) => name.startsWith('rekey-'));
