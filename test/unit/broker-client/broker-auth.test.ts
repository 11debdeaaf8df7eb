import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { checkBrokerUrl, readBrokerAuth } from '../../../src/broker-client/broker-auth.ts';

const folder = mkdtempSync(join(tmpdir(), 'rekey-broker-auth-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const pem = (type: 'ec' | 'rsa' | 'ed25519') =>
  (type === 'ec'
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : type === 'rsa'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 })
      : generateKeyPairSync('ed25519')
  ).privateKey
    .export({ type: 'pkcs8', format: 'pem' })
    .toString();

describe('readBrokerAuth', () => {
  it.each([
    ['ec', 'ES256'],
    ['rsa', 'RS256'],
    ['ed25519', 'EdDSA'],
  ] as const)('reads a key of type %s', (type, algorithm) => {
    const path = file(`${type}.pem`, pem(type));
    expect(readBrokerAuth(`private_key_jwt:${path}?client_id=app1`, {})).toMatchObject({
      method: 'private_key_jwt',
      clientId: 'app1',
      algorithm,
    });
  });

  it('reads secrets from the environment and from files', () => {
    const key = randomBytes(32);
    const path = file('hmac.txt', `${key.toString('base64')}\n`);
    expect(readBrokerAuth('hmac:env:KEY', { KEY: key.toString('base64') })).toEqual({ method: 'hmac', key });
    expect(readBrokerAuth(`hmac:${path}`, {})).toEqual({ method: 'hmac', key });
    const gitlab = readBrokerAuth('gitlab:env:TOKEN', { TOKEN: 'abc' });
    expect(gitlab.method === 'gitlab' && gitlab.token.reveal()).toBe('abc');
    expect(readBrokerAuth(`mtls:${file('c.pem', 'cert')},${file('k.pem', 'key')}`, {})).toEqual({
      method: 'mtls',
      cert: 'cert',
      key: 'key',
    });
  });

  const secret = randomBytes(10).toString('hex');
  it.each([
    [undefined, 'is missing'],
    ['', 'is missing'],
    ['password:x', 'names no method'],
    ['constructor:x', 'names no method'],
    ['private_key_jwt:/nowhere.pem?client_id=a', 'cannot be read'],
    ['private_key_jwt:/nowhere.pem', 'has no client_id'],
    ['hmac:env:NOTHING', 'where nothing is'],
    ['hmac:env:SHORT', '24 to 64 bytes'],
    ['mtls:/only-one.pem', 'needs a certificate and its key'],
  ])('refuses %j with one line that names the remedy and no secret', (text, problem) => {
    const read = () => readBrokerAuth(text, { SHORT: secret });
    expect(read).toThrow(problem);
    expect(read).not.toThrow(secret);
  });

  it('refuses a file that is no key', () => {
    expect(() => readBrokerAuth(`private_key_jwt:${file('bad.pem', secret)}?client_id=a`, {})).toThrow(
      'no private key',
    );
  });
});

describe('checkBrokerUrl', () => {
  it('wants TLS, but for a broker on the same machine', () => {
    for (const url of [
      'https://broker.acme.dev',
      'http://127.0.0.1:3001',
      'http://localhost:1',
      'http://[::1]:3001',
    ])
      expect(() => checkBrokerUrl(url)).not.toThrow();
    for (const url of ['http://broker.acme.dev', 'http://127.0.0.1.acme.dev', 'http://10.0.0.1'])
      expect(() => checkBrokerUrl(url)).toThrow('https');
  });
});
