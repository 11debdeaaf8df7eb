import { Secret } from '../../base/secret.ts';
import type { LeakedBeside } from '../../broker/broker.ts';
import type { Beside, CredentialRef } from '../../broker-contract/revocation-request.ts';
import type { BrokerContext } from '../context.ts';
import { refuse } from '../http/refusal.ts';
import type { ClientCall } from '../http/route.ts';

/**
 * The value of a credential: from its JWE, or bare from a client that showed a certificate, since only then nothing
 * between it and us can read along.
 */
export async function openCredential(
  { keyring }: BrokerContext,
  { client }: ClientCall,
  credential: CredentialRef,
): Promise<Secret> {
  if (credential.jwe !== undefined) return keyring.open(credential.jwe);
  if (client.proof.method !== 'mtls')
    throw refuse(
      'bad-credential-encoding',
      'Encrypt the value to a key of /v1/jwks.json: it is taken bare with a client certificate only.',
    );
  return new Secret(credential.token ?? '');
}

/** Members of the contract and what the broker calls them. */
const SECRET_PARTS = [
  ['access_token', 'accessToken'],
  ['refresh_token', 'refreshToken'],
  ['client_secret', 'clientSecret'],
  ['registration_token', 'registrationToken'],
] as const satisfies readonly (readonly [keyof Beside, keyof LeakedBeside])[];

/** The parts of a token cache that leaked beside the credential. */
export async function openBeside(
  { keyring }: BrokerContext,
  { beside }: CredentialRef,
): Promise<LeakedBeside | undefined> {
  if (!beside) return undefined;
  const parts = await Promise.all(
    SECRET_PARTS.map(async ([name, ours]) => {
      const jwe = beside[name];
      return jwe === undefined ? {} : { [ours]: await keyring.open(jwe) };
    }),
  );
  const { registration_uri: registrationUri } = beside;
  const opened: LeakedBeside = Object.assign({}, ...parts);
  return registrationUri === undefined ? opened : { ...opened, registrationUri };
}
