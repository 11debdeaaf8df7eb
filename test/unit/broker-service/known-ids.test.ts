import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Secret } from '../../../src/base/secret.ts';
import { CredentialsFile } from '../../../src/broker-service/files/credentials-file.ts';
import { readYamlFile } from '../../../src/broker-service/files/read-yaml-file.ts';
import { watchRegistrations } from '../../../src/broker-service/files/registrations.ts';
import { deriveBrokerKeys, keyedDigest } from '../../../src/broker-service/keys/own-keys.ts';
import { createKnownIds } from '../../../src/broker-service/work/known-ids.ts';
import { generators } from '../../support/credentials.ts';
import { openTestBrokerStore } from './test-broker-store.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-known-ids-'));
const path = join(folder, 'credentials.yaml');
const keys = deriveBrokerKeys(randomBytes(32));
const GRAFANA = { provider: 'grafana', type: 'grafana-service-account-token' };
const newToken = () => new Secret(generators['grafana-service-account-token']?.() ?? '');
const proofOf = (value: Secret) => createHash('sha256').update(value.reveal()).digest('hex');
const lines: string[] = [];
const log = pino({ level: 'info' }, { write: (line) => lines.push(line) });
let store: Awaited<ReturnType<typeof openTestBrokerStore>>;

beforeAll(async () => {
  store = await openTestBrokerStore();
});
afterAll(async () => {
  await store.remove();
  rmSync(folder, { recursive: true, force: true });
});

const read = () => readYamlFile('BROKER_CREDENTIALS', path, CredentialsFile);
const entry = (credentials: Readonly<Record<string, string>>) => ({ secret: { env: 'A' }, credentials });

/** Those who know ids by a file of this content, and what changes the file. */
function open(file: object) {
  const write = (content: object | string) =>
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  write(file);
  const registrations = watchRegistrations(path, read(), read, log);
  return { ids: createKnownIds(store.db, keys, registrations), write };
}

describe('the id of a credential', () => {
  it('is found by its value, for the owner whose it is', async () => {
    const [weak, strong, shared] = [newToken(), newToken(), newToken()];
    const { ids } = open({
      grafana: {
        Acme: entry({ '1/1': proofOf(weak), '2/2': `SHA256:${proofOf(strong).toUpperCase()}` }),
        '*': entry({ '3/3': proofOf(shared) }),
      },
    });
    const find = (owner: string, value: Secret, type = GRAFANA) => ids.find(owner, type, value);
    expect(await find('acme', weak)).toBe('1/1');
    expect(await find('acme', strong)).toBe('2/2');
    expect(await find('octo', shared)).toBe('3/3');
    // The line of an owner counts for him alone, and the line for all does not count beside it.
    expect(await find('octo', weak)).toBeUndefined();
    expect(await find('acme', shared)).toBeUndefined();
    expect(await find('acme', newToken())).toBeUndefined();
    // Where no id is needed, none is looked for.
    expect(await find('acme', weak, { provider: 'github', type: 'github-pat-classic' })).toBeUndefined();
  });

  it('is known of what the broker issued, for its owner', async () => {
    const successor = newToken();
    await store.db
      .insertInto('broker_issued')
      .values({
        owner: 'acme',
        provider: 'grafana',
        value_digest: keyedDigest(keys, successor.reveal()),
        credential_id: '12/77',
        issued_at: new Date(),
      })
      .execute();
    const { ids } = open({});
    expect(await ids.find('acme', GRAFANA, successor)).toBe('12/77');
    expect(await ids.find('octo', GRAFANA, successor)).toBeUndefined();
    expect(await ids.find('acme', { provider: 'neon', type: 'neon-api-key' }, successor)).toBeUndefined();
  });

  it('is read again when the file has changed, and what it said before counts while it has mistakes', async () => {
    const [first, second] = [newToken(), newToken()];
    const { ids, write } = open({ grafana: { acme: entry({ '1/1': proofOf(first) }) } });
    write({ grafana: { acme: entry({ '1/1': proofOf(first), '1/22': proofOf(second) }) } });
    expect(await ids.find('acme', GRAFANA, second)).toBe('1/22');
    write('grafana: [');
    expect(await ids.find('acme', GRAFANA, second)).toBe('1/22');
    rmSync(path);
    expect(await ids.find('acme', GRAFANA, second)).toBe('1/22');
    write({ grafana: { acme: entry({}) } });
    expect(await ids.find('acme', GRAFANA, first)).toBeUndefined();
    const said = lines.join('');
    expect(said).toContain('could not be read again');
    for (const value of [first, second]) expect(said).not.toContain(proofOf(value));
  });
});

describe('a registration', () => {
  const good = proofOf(newToken());
  it.each([
    ['a value in place of its proof', 'grafana', { '1/1': newToken().reveal() }],
    ['an id of another form', 'grafana', { 'my token': good }],
    ['an id of another provider', 'neon', { '1/1': good }],
    ['a provider whose values need none', 'openai', { '1': good }],
    ['two ids of one value', 'grafana', { '1/1': good, '1/2': good.toUpperCase() }],
  ])('with %s is refused, and nothing of it repeated', (_name, provider, credentials) => {
    writeFileSync(path, JSON.stringify({ [provider]: { acme: entry(credentials) } }));
    expect(read).toThrow(/^BROKER_CREDENTIALS: /);
    for (const text of Object.values(credentials)) expect(read).not.toThrow(text);
  });
});
