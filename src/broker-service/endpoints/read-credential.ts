import { Secret } from '../../base/secret.ts';
import type { LeakedBeside } from '../../broker/broker.ts';
import type { Beside, CredentialRef } from '../../broker-contract/revocation-request.ts';
import type { BrokerContext } from '../context.ts';
import { refuse } from '../http/refusal.ts';
import type { ClientCall } from '../http/route.ts';

/** A shorter value may stand in an address by chance. */
const MIN_IN_CLEAR = 12;

/** What is told beside a value is kept, so it must not hold the value. */
function refuseInClear(secret: Secret, credential: CredentialRef): void {
  if (secret.length < MIN_IN_CLEAR) return;
  const { resource, issuer, client_id: client, key_id: half, credential_id: id } = credential;
  const text = [resource, issuer, client, half, id].join(' ');
  const value = secret.reveal();
  if ([value, encodeURIComponent(value)].some((one) => text.includes(one)))
    throw refuse('bad-credential-encoding', 'The value stands in a member beside it: send it sealed only.');
}

/** The value of a credential; refused when it is told in clear as well. */
export async function openCredential(
  context: BrokerContext,
  call: ClientCall,
  credential: CredentialRef,
): Promise<Secret> {
  const secret = await openValue(context, call, credential);
  refuseInClear(secret, credential);
  return secret;
}

/**
 * The value of a credential: from its JWE, or bare from a client that showed a certificate, since only then nothing
 * between it and us can read along.
 */
async function openValue(
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
