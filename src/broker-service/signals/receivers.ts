import { createPrivateKey, type KeyObject } from 'node:crypto';
import { RekeyError } from '../../base/errors.ts';
import type { Secret } from '../../base/secret.ts';
import { keyOf } from '../clients.ts';
import { readReference, type Environment, type SecretReference } from '../files/read-reference.ts';
import type { Receiver, SignalsFile } from '../files/signals-file.ts';

/** Somebody who wants to hear of compromised credentials. */
export type SignalReceiver =
  | { readonly name: string; readonly kind: 'webhook'; readonly url: string; readonly key: Buffer }
  | {
      readonly name: string;
      readonly kind: 'risc';
      readonly url: string;
      readonly audience: string;
      readonly authorization?: Secret;
      readonly signer: EventSigner;
    };

/** What signs security events. */
export interface EventSigner {
  readonly key: KeyObject;
  readonly algorithm: 'ES256' | 'RS256';
  readonly issuer?: string;
}

/** Makes the receivers of the file. Throws CONFIG that names the receiver or key. */
export function readReceivers(file: SignalsFile, environment: Environment): readonly SignalReceiver[] {
  const entries = Object.entries(file.receivers);
  const needsKey = entries.some(([, { kind }]) => kind === 'risc');
  const signer = needsKey ? readSigner(file.key, file.issuer, environment) : undefined;
  return entries.map(([name, receiver]) => toReceiver(name, receiver, signer, environment));
}

function toReceiver(
  name: string,
  receiver: Receiver,
  signer: EventSigner | undefined,
  environment: Environment,
): SignalReceiver {
  if (receiver.kind === 'webhook')
    return { name, kind: 'webhook', url: receiver.url, key: keyOf(name, receiver.secret, environment) };
  if (!signer) throw new RekeyError('CONFIG', `The receiver ${name} needs the key that signs events.`);
  const { url, audience, authorization } = receiver;
  return {
    name,
    kind: 'risc',
    url,
    audience,
    signer,
    ...(authorization ? { authorization: readReference(authorization, environment) } : {}),
  };
}

function readSigner(
  reference: SecretReference | undefined,
  issuer: string | undefined,
  environment: Environment,
): EventSigner {
  if (!reference)
    throw new RekeyError('CONFIG', 'BROKER_SIGNALS: a risc receiver needs "key", which signs the events.');
  let key: KeyObject | undefined;
  try {
    key = createPrivateKey(readReference(reference, environment).reveal());
  } catch {
    // Said below, without what was read.
  }
  const algorithm = key && ALGORITHMS.get(key.asymmetricKeyType ?? '');
  if (!key || !algorithm)
    throw new RekeyError('CONFIG', 'BROKER_SIGNALS: "key" is no EC P-256 or RSA private key in PEM form.');
  return { key, algorithm, ...(issuer === undefined ? {} : { issuer }) };
}

const ALGORITHMS: ReadonlyMap<string, EventSigner['algorithm']> = new Map([
  ['ec', 'ES256'],
  ['rsa', 'RS256'],
]);
