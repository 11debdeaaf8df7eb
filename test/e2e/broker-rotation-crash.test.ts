import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startBrokerProcess, type BrokerProcess } from '../../demo/world/broker/broker-process.ts';
import { callBroker, proveByHmac, type BrokerCaller } from '../support/broker/caller.ts';
import {
  startFakeGrafana,
  type FakeGrafana,
  type GrafanaToken,
  type Moment,
} from '../support/broker/fake-grafana.ts';
import {
  addressOf,
  makeSecretsKey,
  rotate,
  rotationWhen,
  successorsAt,
  type SecretsKey,
} from '../support/broker/rotations.ts';

const clientKey = randomBytes(32);
let dataDir: string;
let grafana: FakeGrafana;
let broker: BrokerProcess;
let app: BrokerCaller;
let secretsKey: SecretsKey;

async function start(): Promise<void> {
  broker = await startBrokerProcess({
    dataDir,
    egressAllow: '127.0.0.1',
    environment: { CLIENT: clientKey.toString('base64'), GRAFANA_ADMIN: grafana.admin },
    clients: {
      clients: {
        app: {
          method: 'hmac',
          secret: { env: 'CLIENT' },
          owners: ['octo'],
          scopes: ['rotate'],
          rotations: { 'grafana/*': ['sealed_box'] },
        },
      },
      origins: { grafana: [grafana.origin] },
    },
    credentials: { grafana: { octo: { secret: { env: 'GRAFANA_ADMIN' }, credentials: grafana.registered } } },
  });
  app = await callBroker(broker.url, proveByHmac(clientKey));
}

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-rotation-crash-'));
  [grafana, secretsKey] = await Promise.all([startFakeGrafana(), makeSecretsKey()]);
  await start();
});
afterAll(async () => {
  await broker.stop();
  await grafana.close();
  rmSync(dataDir, { recursive: true, force: true });
});

/** Kills the broker the first time that Grafana is at the moment, and starts another once it is dead. */
async function killAt(moment: Moment, of: (token: GrafanaToken | undefined) => boolean): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isDone = false;
  grafana.hook = async (now, token) => {
    if (isDone || now !== moment || !of(token)) return;
    isDone = true;
    await broker.kill();
    resolve();
  };
  await promise;
  await start();
}

const isSuccessor = (token: GrafanaToken | undefined) => token?.name.startsWith('rekey-') === true;
const any = () => true;

/** Asks for a rotation, plays the client's part as soon as it may, and sees that all ended as it should. */
async function expectToEnd(begin: (old: GrafanaToken, id: unknown) => Promise<void>): Promise<void> {
  grafana.tokens.length = 0;
  const bystander = grafana.add('ci');
  const old = grafana.add('deploy');
  const { id } = (
    await rotate(app, old, {
      kind: 'sealed_box',
      key_id: secretsKey.keyId,
      public_key: secretsKey.publicKey,
    })
  ).json;
  await begin(old, id);
  const issued = await rotationWhen(
    () => app,
    old,
    id,
    ({ state, sealed_box: sealed }) =>
      sealed !== undefined || state === 'delivered' || state === 'old_revoked',
  );
  const inBox: string[] = [];
  if (issued.sealed_box) {
    inBox.push(secretsKey.open(issued.sealed_box.encrypted_value));
    await app
      .call('POST', `${addressOf(old)}/${String(id)}/delivery`, { json: { delivered: true } })
      .catch(() => undefined);
  }
  await rotationWhen(
    () => app,
    old,
    id,
    ({ state }) => state === 'old_revoked',
  );
  const successors = successorsAt(grafana);
  expect(successors.map(({ name }) => name)).toEqual([`rekey-${String(id)}`]);
  expect(grafana.tokens).toEqual([bystander, ...successors]);
  // Already delivered before the look, where the broker died after that.
  expect(successors.map(({ key }) => key)).toEqual(expect.arrayContaining(inBox));
}

describe('SIGKILL in the middle of a rotation', () => {
  it.each<[string, Moment, (token: GrafanaToken | undefined) => boolean]>([
    ['before the successor is made', 'making', any],
    ['after it was made and before the answer arrives', 'made', any],
    ['while the successor is looked at', 'looked-at', isSuccessor],
    ['before the old one is ended', 'deleting', any],
    ['after it was ended and before the answer arrives', 'deleted', any],
  ])('%s', async (_name, moment, of) => {
    const killed = killAt(moment, of);
    // What kills it at the end comes only after the delivery.
    const isLate = moment === 'deleting' || moment === 'deleted';
    await expectToEnd(() => (isLate ? Promise.resolve() : killed));
    await killed;
  });

  it('while the client writes the secret, and once it said so', async () => {
    grafana.hook = () => undefined;
    await expectToEnd(async (old, id) => {
      await rotationWhen(
        () => app,
        old,
        id,
        ({ sealed_box: sealed }) => sealed !== undefined,
      );
      await broker.kill();
      await start();
    });
  });

  it('kept no value on disk, neither old nor new', () => {
    const files = readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => readFileSync(join(entry.parentPath, entry.name)).toString('latin1'));
    for (const { key } of grafana.made) expect(files.some((text) => text.includes(key))).toBe(false);
  });
});
