import { textOf, type ConfigNode } from '../documents/config-node.ts';
import type { Identity } from './candidate.ts';

const EMAIL = /^[\w.-]{1,128}@[\w.-]{1,128}\.gserviceaccount\.com$/;
const KEY_ID = /^[\da-f]{40}$/;

/**
 * What the private key in a map is, when the map is the key file of a Google service account. The public half is the
 * account and the key's id, which together name the key.
 * https://cloud.google.com/iam/docs/keys-create-delete#creating
 */
export function serviceAccountOf(map: ConfigNode): Identity | undefined {
  if (textOf(map, 'type')?.value !== 'service_account') return undefined;
  const email = textOf(map, 'client_email')?.value ?? '';
  const id = textOf(map, 'private_key_id')?.value ?? '';
  const known = EMAIL.test(email) && KEY_ID.test(id);
  return {
    provider: 'google',
    type: 'google-service-account-key',
    ...(known ? { keyId: `${email}/${id}` } : {}),
  };
}
