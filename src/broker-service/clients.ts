import { createHash, createPublicKey, type KeyObject } from 'node:crypto';
import { RekeyError } from '../base/errors.ts';
import type { Secret } from '../base/secret.ts';
import type { RotationTarget } from '../broker-contract/rotation.ts';
import { webhookKey } from '../base/standard-webhooks.ts';
import type { ClientEntry, ClientsFile, Scope } from './files/clients-file.ts';
import { readReference, type Environment, type SecretReference } from './files/read-reference.ts';

/** How a client proves who it is. */
export type Proof =
  | { readonly method: 'private_key_jwt'; readonly publicKey: KeyObject }
  | { readonly method: 'mtls'; readonly fingerprint: string }
  | { readonly method: 'hmac'; readonly key: Buffer }
  /** SHA-256 of the token, so that a comparison leaks nothing of it. */
  | { readonly method: 'gitlab'; readonly digest: Buffer };

/** Somebody who may ask the broker for something, and for whom. */
export interface Client {
  readonly id: string;
  readonly proof: Proof;
  readonly owners: ReadonlySet<string>;
  readonly installations?: ReadonlySet<number>;
  readonly scopes: ReadonlySet<Scope>;
  /** What it may have replaced, by `provider/type` or `provider/*`, and how the successor may leave the broker. */
  readonly rotations: ReadonlyMap<string, readonly RotationTarget['kind'][]>;
  /** Public keys that a successor may be sealed to; any when absent. */
  readonly sealedTo?: ReadonlySet<string>;
  readonly callback?: { readonly url: string; readonly key: Buffer };
}

/** Under which name what GitHub signs is kept; no client of the file may have it. */
export const GITHUB_CLIENT = 'github-secret-scanning';

/** SHA-256, for comparing secrets of unknown length in constant time. */
export function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** Makes the clients of the file, with what their references name. Throws CONFIG that names the client. */
export function readClients(file: ClientsFile, environment: Environment): readonly Client[] {
  return Object.entries(file.clients).map(([id, entry]) => {
    if (id === GITHUB_CLIENT)
      throw new RekeyError(
        'CONFIG',
        `The client ${id} of BROKER_CLIENTS has the name under which GitHub’s alerts are kept: give it another one.`,
      );
    const callback = entry.callback && {
      url: entry.callback.url,
      key: keyOf(id, entry.callback.secret, environment),
    };
    return {
      id,
      proof: proofOf(id, entry, environment),
      owners: new Set(entry.owners),
      ...(entry.installations ? { installations: new Set(entry.installations) } : {}),
      scopes: new Set(entry.scopes),
      rotations: new Map(Object.entries(entry.rotations)),
      ...(entry.sealed_to ? { sealedTo: new Set(entry.sealed_to) } : {}),
      ...(callback ? { callback } : {}),
    };
  });
}

/** True when the client may act for the owner; names of owners have no case. */
export function actsFor(client: Client, owner: string, installation: number | undefined): boolean {
  if (!client.owners.has('*') && !client.owners.has(owner.toLowerCase())) return false;
  return (
    client.installations === undefined ||
    (installation !== undefined && client.installations.has(installation))
  );
}

/** The signing key that a reference names. Throws CONFIG with the remedy. */
export function keyOf(name: string, reference: SecretReference, environment: Environment): Buffer {
  const key = webhookKey(readReference(reference, environment).reveal());
  if (key) return key;
  throw new RekeyError(
    'CONFIG',
    `The webhook secret of ${name} is not 24 to 64 bytes of base64: make one with openssl rand -base64 32.`,
  );
}

function proofOf(id: string, entry: ClientEntry, environment: Environment): Proof {
  switch (entry.method) {
    case 'mtls':
      return { method: 'mtls', fingerprint: entry.certificate_sha256 };
    case 'hmac':
      return { method: 'hmac', key: keyOf(id, entry.secret, environment) };
    case 'gitlab':
      return { method: 'gitlab', digest: digestOf(readReference(entry.token, environment).reveal()) };
    case 'private_key_jwt':
      return {
        method: 'private_key_jwt',
        publicKey: publicKeyOf(id, readReference(entry.public_key, environment)),
      };
  }
}

function publicKeyOf(id: string, pem: Secret): KeyObject {
  try {
    return createPublicKey(pem.reveal());
  } catch {
    throw new RekeyError('CONFIG', `The public key of client ${id} is not a key in PEM form.`);
  }
}
