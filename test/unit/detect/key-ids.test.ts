import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { sampler } from '../../support/credentials.ts';

const random = sampler(31);
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const awsId = (start = 'AKIA') =>
  start + Array.from({ length: 16 }, () => BASE32[Number(random.digits(3)) % 32]).join('');
const aws = () => ({ id: awsId(), secret: random.alnum(40) });
const twilio = () => ({ id: `SK${random.hex(32)}`, secret: random.alnum(32) });
const [one, other] = [aws(), aws()];

/** What is found, as the secret with its public half. */
const halves = (path: string, content: string) =>
  detect({ path, content }).map(({ secret, keyId }) => [secret.reveal(), keyId]);

const pem = () => `-----BEGIN PRIVATE KEY-----\n${random.alnum(800)}\n-----END PRIVATE KEY-----\n`;
const account = (more: object = {}) => ({
  type: 'service_account',
  project_id: 'acme-1',
  private_key_id: random.hex(40),
  private_key: pem(),
  client_email: 'robot@acme-1.iam.gserviceaccount.com',
  ...more,
});

const server = (env: object) =>
  JSON.stringify({ mcpServers: { s3: { command: 'npx', args: ['s3-mcp'], env } } }, null, 2);

describe('the public half of a credential', () => {
  const { id, secret } = one;
  it.each([
    [
      'before it in the same map',
      '.mcp.json',
      server({ AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret }),
    ],
    [
      'behind it in the same map',
      '.mcp.json',
      server({ AWS_SECRET_ACCESS_KEY: secret, AWS_ACCESS_KEY_ID: id }),
    ],
    [
      'in one line',
      '.mcp.json',
      JSON.stringify(
        JSON.parse(server({ AWS_ACCESS_KEY_ID: id, AWS_REGION: 'eu-west-1', AWS_SECRET_ACCESS_KEY: secret })),
      ),
    ],
    ['in the assignment before', '.env', `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\n`],
    [
      'in the assignment behind',
      '.env',
      `export AWS_SECRET_ACCESS_KEY="${secret}"\r\nexport AWS_ACCESS_KEY_ID="${id}"\r\n`,
    ],
    [
      'in a list of variables',
      'docker-compose.yml',
      `services:\n  mcp:\n    image: a/mcp\n    environment:\n      - AWS_ACCESS_KEY_ID=${id}\n      - AWS_SECRET_ACCESS_KEY=${secret}\n`,
    ],
  ])('is known %s', (_, path, content) => {
    expect(halves(path, content)).toEqual([[secret, id]]);
    const [{ span } = { span: { start: 0, end: 0 } }] = detect({ path, content });
    expect(content.slice(span.start, span.end)).toBe(secret);
  });

  it.each([
    [
      'another map',
      server({ AWS_SECRET_ACCESS_KEY: secret }).replace(
        '"mcpServers"',
        `"old": {"id": "${id}"}, "mcpServers"`,
      ),
    ],
    [
      'another section',
      `{"a": {"env": {"AWS_ACCESS_KEY_ID": "${id}"}}, "mcpServers": {"b": {"command": "x", "env": {"AWS_SECRET_ACCESS_KEY": "${secret}"}}}}`,
    ],
    ['two that it could be', server({ A_ID: id, B_ID: other.id, AWS_SECRET_ACCESS_KEY: secret })],
    ['one on each side', server({ A_ID: id, AWS_SECRET_ACCESS_KEY: secret, B_ID: other.id })],
    [
      'the id of a temporary key',
      server({ AWS_ACCESS_KEY_ID: awsId('ASIA'), AWS_SECRET_ACCESS_KEY: secret }),
    ],
    ['an id of another form', server({ AWS_ACCESS_KEY_ID: `${id}7`, AWS_SECRET_ACCESS_KEY: secret })],
    [
      'an id far away',
      server({ AWS_ACCESS_KEY_ID: id, NOTE: 'x '.repeat(200), AWS_SECRET_ACCESS_KEY: secret }),
    ],
  ])('is not known from %s', (_, content) => {
    expect(halves('.mcp.json', content)).toEqual([[secret, undefined]]);
  });

  it('is not mixed up where two keys follow each other', () => {
    const lines = (first: string, second: string) =>
      [one, other]
        .map(
          (key, at) =>
            `K${at}_AWS_${first}=${key[first === 'ID' ? 'id' : 'secret']}\nK${at}_AWS_${second}=${key[second === 'ID' ? 'id' : 'secret']}\n`,
        )
        .join('');
    const expected = [
      [one.secret, one.id],
      [other.secret, other.id],
    ];
    expect(halves('.env', lines('ID', 'SECRET'))).toEqual(expected);
    expect(halves('.env', lines('SECRET', 'ID'))).toEqual(expected);
    // One of the four is gone, and nothing says which.
    expect(halves('.env', lines('ID', 'SECRET').replace(/^.*\n/, '')).map(([, keyId]) => keyId)).toEqual([
      undefined,
      undefined,
    ]);
  });

  it('is the SID of a Twilio key, and no other number of the account', () => {
    const { id: sid, secret: value } = twilio();
    const env = { TWILIO_ACCOUNT_SID: `AC${random.hex(32)}`, TWILIO_API_KEY: sid, TWILIO_API_SECRET: value };
    const found = detect({ path: '.mcp.json', content: server(env) });
    expect(found.find(({ type }) => type === 'twilio-api-key-secret')).toMatchObject({
      provider: 'twilio',
      keyId: sid,
    });
  });

  it("is the id in a Discord webhook's address", () => {
    const [webhook, token] = [random.digits(18).replace(/^0/, '1'), random.base64url(68)];
    const content = server({ DISCORD_WEBHOOK_URL: `https://discord.com/api/webhooks/${webhook}/${token}` });
    expect(detect({ path: '.mcp.json', content })).toMatchObject([
      { provider: 'discord', type: 'discord-webhook', keyId: webhook },
    ]);
    expect(halves('.mcp.json', content)).toEqual([[token, webhook]]);
  });
});

describe('the key file of a Google service account', () => {
  it.each([
    ['a file of its own', 'keys/prod.json', (document: object) => JSON.stringify(document, null, 2)],
    [
      'a string in a configuration',
      '.mcp.json',
      (document: object) => server({ GOOGLE_CREDENTIALS_JSON: JSON.stringify(document) }),
    ],
  ])('is found in %s, with account and key', (_, path, write) => {
    const document = account();
    const found = detect({ path, content: write(document) });
    expect(found).toMatchObject([
      {
        provider: 'google',
        type: 'google-service-account-key',
        confidence: 'exact',
        keyId: `${document.client_email}/${document.private_key_id}`,
      },
    ]);
    expect(found[0]?.secret.reveal()).toBe(document.private_key.trim());
  });

  it('is not known by half a name, and is no key without one', () => {
    const [found] = detect({
      path: '.mcp.json',
      content: server({ A: JSON.stringify(account({ private_key_id: 'x' })) }),
    });
    expect(found).toMatchObject({ type: 'google-service-account-key' });
    expect(found?.keyId).toBeUndefined();
    for (const fake of [
      account({ private_key: 'YOUR-PRIVATE-KEY-HERE' }),
      account({ private_key: '-----BEGIN PRIVATE KEY-----\n...\n-----END PRIVATE KEY-----\n' }),
    ])
      expect(detect({ path: 'key.json', content: JSON.stringify(fake) })).toEqual([]);
    const [alone] = detect({ path: '.mcp.json', content: server({ TLS_PRIVATE_KEY: pem() }) });
    expect(alone).toMatchObject({ provider: 'unknown', type: 'private-key' });
  });
});
