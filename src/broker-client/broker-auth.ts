import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RekeyError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import { webhookKey } from '../base/standard-webhooks.ts';

/** How the App proves to a broker who it is. */
export type BrokerAuth =
  | {
      readonly method: 'private_key_jwt';
      readonly clientId: string;
      readonly key: KeyObject;
      readonly algorithm: string;
    }
  | { readonly method: 'mtls'; readonly cert: string; readonly key: string }
  | { readonly method: 'hmac'; readonly key: Buffer }
  /** A broker that was written for GitLab: it knows GitLab's two addresses and a static token. */
  | { readonly method: 'gitlab'; readonly token: Secret };

type Environment = Readonly<Record<string, string | undefined>>;
type Read = (rest: string, environment: Environment) => BrokerAuth;

const FORMS =
  'use private_key_jwt:/key.pem?client_id=ID, mtls:/cert.pem,/key.pem, hmac:env:NAME, hmac:/file, gitlab:env:NAME or gitlab:/file';

function fail(problem: string): never {
  throw new RekeyError('CONFIG', `BROKER_AUTH ${problem}: ${FORMS}.`);
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return fail('names a file that cannot be read');
  }
}

/** What `env:NAME` or a path names. */
function readSecret(place: string, environment: Environment): string {
  const name = /^env:([A-Za-z_][A-Za-z0-9_]*)$/.exec(place)?.[1];
  const text = name === undefined ? readFile(place) : environment[name];
  return text?.trim() || fail('names a place where nothing is');
}

const ALGORITHMS: ReadonlyMap<string | undefined, string> = new Map([
  ['ec', 'ES256'],
  ['rsa', 'RS256'],
  ['ed25519', 'EdDSA'],
]);

const METHODS: Readonly<Record<string, Read>> = {
  private_key_jwt(rest) {
    const [path = '', query = ''] = rest.split('?', 2);
    const clientId = new URLSearchParams(query).get('client_id') ?? '';
    if (clientId === '') fail('has no client_id');
    let key: KeyObject;
    try {
      key = createPrivateKey(readFile(path));
    } catch (error) {
      if (error instanceof RekeyError) throw error;
      return fail('names a file that is no private key in PEM form');
    }
    const algorithm =
      ALGORITHMS.get(key.asymmetricKeyType) ?? fail('names a key that is neither EC, RSA nor Ed25519');
    return { method: 'private_key_jwt', clientId, key, algorithm };
  },
  mtls(rest) {
    const [cert, key] = rest.split(',', 2);
    if (!cert || !key) fail('needs a certificate and its key');
    return { method: 'mtls', cert: readFile(cert), key: readFile(key) };
  },
  hmac(rest, environment) {
    const key =
      webhookKey(readSecret(rest, environment)) ??
      fail('names a secret that is not 24 to 64 bytes of base64');
    return { method: 'hmac', key };
  },
  gitlab: (rest, environment) => ({ method: 'gitlab', token: new Secret(readSecret(rest, environment)) }),
};

/** Reads BROKER_AUTH: the method, a colon, and where its key is. Throws CONFIG that lists the forms; no value is repeated. */
export function readBrokerAuth(text: string | undefined, environment: Environment): BrokerAuth {
  if (!text) return fail('is missing, and BROKER_URL is set');
  const [, method = '', rest = ''] = /^(\w+):(.+)$/.exec(text) ?? [];
  const read = Object.hasOwn(METHODS, method) ? METHODS[method] : undefined;
  return read ? read(rest, environment) : fail('names no method that is known');
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Throws CONFIG unless the broker is reached over https; http is for one on the same machine. */
export function checkBrokerUrl(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === 'https:' || LOOPBACK.test(hostname)) return;
  throw new RekeyError('CONFIG', 'BROKER_URL is not https: credentials are sent to a broker over TLS only.');
}
