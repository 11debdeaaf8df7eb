import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { actsFor, readClients } from '../../../src/broker-service/clients.ts';
import { readBrokerConfig } from '../../../src/broker-service/config.ts';
import { ClientsFile } from '../../../src/broker-service/files/clients-file.ts';
import { CredentialsFile, readCredentials } from '../../../src/broker-service/files/credentials-file.ts';
import { readYamlFile } from '../../../src/broker-service/files/read-yaml-file.ts';
import { SignalsFile } from '../../../src/broker-service/files/signals-file.ts';
import { readReceivers } from '../../../src/broker-service/signals/receivers.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-broker-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const secret = randomBytes(32).toString('base64');

function read(text: string) {
  const path = join(folder, 'clients.yaml');
  writeFileSync(path, text);
  return readYamlFile('BROKER_CLIENTS', path, ClientsFile);
}

const client = (text: string) => `clients:\n  app:\n    ${text.split('\n').join('\n    ')}\n`;

describe('BROKER_CLIENTS', () => {
  it('reads who may do what for whom', () => {
    const file = read(client('method: hmac\nsecret: { env: KEY }\nowners: [Octo, acme]\ninstallations: [7]'));
    expect(file.breaker).toEqual({ credentials: 20, minutes: 10 });
    const [app] = readClients(file, { KEY: secret });
    expect(app && [...app.scopes]).toEqual(['revoke', 'describe']);
    if (!app) throw new Error('no client');
    expect(actsFor(app, 'OCTO', 7)).toBe(true);
    expect(actsFor(app, 'octo', 8)).toBe(false);
    expect(actsFor(app, 'octo', undefined)).toBe(false);
    expect(actsFor(app, 'other', 7)).toBe(false);
  });

  it.each([
    ['a literal secret', client(`method: hmac\nsecret: "${secret}"\nowners: [octo]`)],
    ['no owner', client('method: hmac\nsecret: { env: KEY }\nowners: []')],
    ['an unknown method', client('method: password\nowners: [octo]')],
    ['an unknown member', client('method: hmac\nsecret: { env: KEY }\nowners: [octo]\nadmin: true')],
    ['an unknown scope', client('method: hmac\nsecret: { env: KEY }\nowners: [octo]\nscopes: [everything]')],
    ['GitLab for all owners', client('method: gitlab\ntoken: { env: KEY }\nowners: ["*"]')],
    ['GitLab for two owners', client('method: gitlab\ntoken: { env: KEY }\nowners: [a, b]')],
    [
      'a breaker of zero',
      `${client('method: hmac\nsecret: { env: KEY }\nowners: [octo]')}breaker: { credentials: 0 }\n`,
    ],
    [
      'a way for successors that is none',
      client('method: hmac\nsecret: { env: KEY }\nowners: [octo]\nrotations: { "grafana/*": [mail] }'),
    ],
    [
      'a type for successors that is none',
      client('method: hmac\nsecret: { env: KEY }\nowners: [octo]\nrotations: { "*": [sealed_box] }'),
    ],
    [
      'a key of GitHub’s that is none',
      client('method: hmac\nsecret: { env: KEY }\nowners: [octo]\nsealed_to: [short]'),
    ],
    ['no YAML', '{'],
  ])('refuses %s with the variable and the place, and no secret', (_what, text) => {
    expect(() => read(text)).toThrow(/^BROKER_CLIENTS: /);
    expect(() => read(text)).not.toThrow(secret);
  });

  it('lets a client have nothing replaced that is not listed', () => {
    const bare = read(client('method: hmac\nsecret: { env: KEY }\nowners: [octo]\nscopes: [rotate]'));
    expect(readClients(bare, { KEY: secret })[0]?.rotations.size).toBe(0);
    const key = randomBytes(32).toString('base64');
    const listed = read(
      client(
        `method: hmac\nsecret: { env: KEY }\nowners: [octo]\nrotations: { "grafana/*": [sealed_box] }\nsealed_to: [${key}]`,
      ),
    );
    const [app] = readClients(listed, { KEY: secret });
    expect(app && [...app.rotations]).toEqual([['grafana/*', ['sealed_box']]]);
    expect(app?.sealedTo).toEqual(new Set([key]));
  });

  it('refuses a reference that leads nowhere, and a secret that is too weak', () => {
    const file = read(client('method: hmac\nsecret: { env: KEY }\nowners: [octo]'));
    expect(() => readClients(file, {})).toThrow('the variable KEY');
    expect(() => readClients(file, { KEY: 'short' })).toThrow('24 to 64 bytes');
    const keyed = read(client('method: private_key_jwt\npublic_key: { env: KEY }\nowners: [octo]'));
    expect(() => readClients(keyed, { KEY: secret })).toThrow('no key in PEM form'.replace('no', 'not a'));
  });
});

describe('BROKER_CREDENTIALS', () => {
  it('never finds one owner’s credential for another', () => {
    const file = CredentialsFile.parse({
      openai: { acme: { secret: { env: 'ACME' }, fields: { project: 'p1' } } },
      datadog: { '*': { secret: { env: 'ALL' } }, acme: { secret: { env: 'ACME' } } },
    });
    const admin = readCredentials(file, { ACME: 'acme-key', ALL: 'all-key' });
    expect(admin.find('openai', 'Acme')?.secret.reveal()).toBe('acme-key');
    expect(admin.find('openai', 'acme')?.fields).toEqual({ project: 'p1' });
    expect(admin.find('openai', 'other')).toBeUndefined();
    expect(admin.find('openai', undefined)).toBeUndefined();
    expect(admin.find('datadog', 'other')?.secret.reveal()).toBe('all-key');
    expect(admin.find('datadog', 'acme')?.secret.reveal()).toBe('acme-key');
    expect(admin.find('unknown', 'acme')).toBeUndefined();
  });

  it('takes references only', () => {
    expect(CredentialsFile.safeParse({ openai: { acme: { secret: 'literal' } } }).success).toBe(false);
  });
});

describe('BROKER_SIGNALS', () => {
  it('wants a key for security events', () => {
    const file = SignalsFile.parse({
      receivers: { idp: { kind: 'risc', url: 'https://idp.example.com', audience: 'a' } },
    });
    expect(() => readReceivers(file, {})).toThrow('needs "key"');
    const withKey = { ...file, key: { env: 'KEY' } };
    expect(() => readReceivers(withKey, { KEY: secret })).toThrow('no EC P-256 or RSA private key');
  });
});

describe('readBrokerConfig', () => {
  const good = { BROKER_CLIENTS: '/etc/rekey/clients.yaml' };
  it('has defaults for all but the clients', () => {
    expect(readBrokerConfig(good)).toMatchObject({
      port: 3001,
      host: 'localhost',
      dataDir: './broker-data',
      trustedProxies: { networks: [], header: 'x-forwarded-for' },
    });
  });

  it('reads the proxies that are trusted', () => {
    const { trustedProxies } = readBrokerConfig({
      ...good,
      BROKER_TRUSTED_PROXIES: '10.0.0.0/8,::1',
      BROKER_PROXY_HEADER: 'Forwarded',
    });
    expect(trustedProxies.header).toBe('forwarded');
    expect(trustedProxies.networks.map(([network, bits]) => [network.toString(), bits])).toEqual([
      ['10.0.0.0', 8],
      ['::1', 128],
    ]);
  });

  it.each([
    [{}, 'BROKER_CLIENTS'],
    [{ ...good, PORT: 'x' }, 'PORT'],
    [{ ...good, DATABASE_URL: 'postgres://u:p@h/d' }, 'REKEY_KEY'],
    [{ ...good, REKEY_KEY: 'short' }, 'REKEY_KEY'],
    [{ ...good, TLS_CERT: '/c.pem' }, 'TLS_KEY'],
    [{ ...good, TLS_KEY: '/k.pem' }, 'TLS_CERT'],
    [{ ...good, TLS_CLIENT_CA: '/ca.pem' }, 'TLS_CERT'],
    [{ ...good, BROKER_PUBLIC_URL: 'ftp://x' }, 'BROKER_PUBLIC_URL'],
    [{ ...good, BROKER_TRUSTED_PROXIES: 'proxy.example' }, 'BROKER_TRUSTED_PROXIES'],
    [{ ...good, BROKER_PROXY_HEADER: 'x-real-ip' }, 'BROKER_PROXY_HEADER'],
  ])('names what is wrong in %j', (environment, name) => {
    expect(() => readBrokerConfig(environment)).toThrow(new RegExp(`^${name} `));
  });
});
