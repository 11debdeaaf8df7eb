import { fingerprint, type Keys } from '../base/keys.ts';
import type { LeakedBeside } from '../broker/broker.ts';
import { MAX_BESIDE_LENGTH, type Beside } from '../broker-contract/revocation-request.ts';
import { Address } from '../broker-contract/names.ts';
import type { Encryptor } from './encrypt.ts';

const SECRET_PARTS = [
  ['accessToken', 'access_token'],
  ['refreshToken', 'refresh_token'],
  ['clientSecret', 'client_secret'],
  ['registrationToken', 'registration_token'],
] as const satisfies readonly (readonly [keyof LeakedBeside, keyof Beside])[];

/** The parts that are sent; one that is longer than any real one would only have the whole request refused. */
function partsToSend(beside: LeakedBeside) {
  return SECRET_PARTS.flatMap(([ours, name]) => {
    const value = beside[ours];
    return value && value.reveal().length <= MAX_BESIDE_LENGTH ? [{ name, value }] : [];
  });
}

/** Names the parts without showing them: the same for the same parts. */
export function besideNames(keys: Keys, beside: LeakedBeside | undefined): readonly string[] {
  if (!beside) return [];
  const names = partsToSend(beside).map(({ name, value }) => `${name} ${fingerprint(keys, value)}`);
  return [...names, beside.registrationUri ?? ''];
}

/** What leaked beside a credential, each value encrypted for the broker; undefined when there is nothing. */
export async function encryptBeside(
  encryptor: Encryptor,
  beside: LeakedBeside | undefined,
): Promise<Beside | undefined> {
  if (!beside) return undefined;
  const parts = await Promise.all(
    partsToSend(beside).map(async ({ name, value }) => [name, await encryptor.encrypt(value)] as const),
  );
  // It comes from a leaked file, so it may be anything.
  const uri = Address.safeParse(beside.registrationUri).data;
  if (parts.length === 0 && uri === undefined) return undefined;
  return { ...Object.fromEntries(parts), ...(uri === undefined ? {} : { registration_uri: uri }) };
}
