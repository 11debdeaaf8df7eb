import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { readConfig } from '../../../src/config/read-config.ts';

const pem = generateKeyPairSync('rsa', { modulusLength: 2048 })
  .privateKey.export({ type: 'pkcs1', format: 'pem' })
  .toString();
const key = randomBytes(32).toString('base64');
const app = { APP_ID: '7', PRIVATE_KEY: pem, WEBHOOK_SECRET: 'one' };

describe('readConfig', () => {
  it('has defaults for everything, and no App then', () => {
    expect(readConfig({})).toEqual({
      githubApiUrl: 'https://api.github.com',
      host: 'localhost',
      port: 3000,
      dataDir: './data',
      brokerProviders: 'all',
      brokerOrigins: {},
      logLevel: 'info',
      egressAllow: '',
      requestPointsPerMinute: 850,
      contentPerMinute: 60,
      reconcileSeconds: 300,
      sweepSeconds: 21_600,
      registerSeconds: 86_400,
      backfillMaxMb: 4096,
      backfillSliceSeconds: 120,
    });
  });

  it('reads the App, also with its key in one line or in a file', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'rekey-')), 'app.pem');
    writeFileSync(path, pem);
    const wanted = { id: 7, privateKey: pem, webhookSecrets: ['one'] };
    expect(readConfig(app).app).toEqual(wanted);
    expect(readConfig({ ...app, PRIVATE_KEY: `"${pem.replaceAll('\n', '\\n')}"` }).app).toEqual(wanted);
    expect(readConfig({ ...app, PRIVATE_KEY: '', PRIVATE_KEY_PATH: path }).app).toEqual(wanted);
  });

  it('takes several webhook secrets and a GitHub Enterprise Server', () => {
    const config = readConfig({
      ...app,
      WEBHOOK_SECRET: 'new, old,',
      GITHUB_API_URL: 'https://ghe.example/api/v3/',
    });
    expect(config.app?.webhookSecrets).toEqual(['new', 'old']);
    expect(config.githubApiUrl).toBe('https://ghe.example/api/v3');
  });

  it('takes a secret that signs what webhooks are told, and no other text', () => {
    expect(readConfig({ ESCALATION_SECRET: `whsec_${key}` }).escalationKey).toEqual(
      Buffer.from(key, 'base64'),
    );
    expect(readConfig({ ESCALATION_SECRET: '' })).not.toHaveProperty('escalationKey');
    expect(() => readConfig({ ESCALATION_SECRET: 'too short' })).toThrow(
      'ESCALATION_SECRET is not valid: make one with: openssl rand -base64 32.',
    );
  });

  it('reads at which providers the broker acts, and which servers are the own', () => {
    expect(readConfig({ BROKER_PROVIDERS: 'github, slack,' }).brokerProviders).toEqual(['github', 'slack']);
    expect(readConfig({ BROKER_PROVIDERS: 'slack,all' }).brokerProviders).toBe('all');
    const origins =
      'gitlab=https://git.acme.example, vault=https://v.acme.example:8200/, gitlab=https://b.example';
    expect(readConfig({ BROKER_ORIGINS: origins }).brokerOrigins).toEqual({
      gitlab: ['https://git.acme.example', 'https://b.example'],
      vault: ['https://v.acme.example:8200'],
    });
  });

  it.each([
    ['BROKER_PROVIDERS', { BROKER_PROVIDERS: ' , ' }],
    ['BROKER_PROVIDERS', { BROKER_PROVIDERS: 'github slack' }],
    ['BROKER_ORIGINS', { BROKER_ORIGINS: 'https://git.acme.example' }],
    ['BROKER_ORIGINS', { BROKER_ORIGINS: 'gitlab=https://git.acme.example/path' }],
    ['BROKER_ORIGINS', { BROKER_ORIGINS: 'gitlab=https://user@git.acme.example' }],
    ['BROKER_ORIGINS', { BROKER_ORIGINS: 'gitlab=ftp://git.acme.example' }],
    ['APP_ID', { APP_ID: 'seven' }],
    ['PRIVATE_KEY', { ...app, PRIVATE_KEY: undefined }],
    ['PRIVATE_KEY', { ...app, PRIVATE_KEY: 'no key at all' }],
    ['PRIVATE_KEY_PATH', { ...app, PRIVATE_KEY: undefined, PRIVATE_KEY_PATH: '/nowhere/app.pem' }],
    ['WEBHOOK_SECRET', { ...app, WEBHOOK_SECRET: ' , ' }],
    ['GITHUB_API_URL', { GITHUB_API_URL: 'ftp://x' }],
    ['PORT', { PORT: '70000' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://x' }],
    ['REKEY_KEY', { REKEY_KEY: 'c2hvcnQ=' }],
    ['REKEY_KEY', { DATABASE_URL: 'postgres://x/y' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'loud' }],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318' }],
    ['OTEL_TRACES_SAMPLER_ARG', { OTEL_TRACES_SAMPLER_ARG: '2' }],
  ])('names %s and the remedy in one line', (name, environment) => {
    const read = () => readConfig(environment as Record<string, string>);
    expect(read).toThrow(expect.objectContaining({ code: 'CONFIG' }));
    expect(read).toThrow(new RegExp(`^${name} [^\\n]+: [^\\n]+\\.$`));
  });

  it('never repeats a value', () => {
    const secret = randomBytes(20).toString('hex');
    for (const name of ['REKEY_KEY', 'DATABASE_URL', 'GITHUB_API_URL', 'APP_ID', 'PORT']) {
      expect(() => readConfig({ [name]: secret })).toThrow(
        expect.objectContaining({ message: expect.not.stringContaining(secret) }),
      );
    }
    expect(readConfig({ DATABASE_URL: 'postgres://u:p@h/d', REKEY_KEY: key }).key).toHaveLength(32);
  });
});
