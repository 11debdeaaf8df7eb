import type { Keys } from '../base/keys.ts';
import { plain } from '../base/plain.ts';
import type { DescribeOptions, Description, LeakedCredential, Trust } from '../broker/broker.ts';
import { Description as Answer } from '../broker-contract/describe.ts';
import type { AuthorisedConnection } from './authorise.ts';
import { encryptBeside } from './beside.ts';
import type { Encryptor } from './encrypt.ts';
import { hideEchoes } from './hide-echoes.ts';
import { toAbilities } from './to-abilities.ts';
import { credentialFacts, trustFor } from './to-request.ts';

const UNKNOWN: Description = { active: null, principalKind: 'unknown', scopes: [], source: 'offline' };

/** A member that is left out when nothing is known, as the exact types want it. */
function member<Key extends string, Value>(
  key: Key,
  text: string | null | undefined,
  read: (text: string) => Value,
): Partial<Record<Key, Value>> {
  const members: Partial<Record<Key, Value>> = {};
  if (text !== null && text !== undefined) members[key] = read(text);
  return members;
}

const toDate = (text: string): Date => new Date(text);

function toDescription(answer: Answer): Description {
  return {
    active: answer.active,
    ...(answer.refused === true ? { refused: true } : {}),
    principalKind: answer.principal_kind,
    scopes: answer.scopes.map(plain),
    source: answer.source,
    ...member('owner', answer.owner, plain),
    ...member('issuer', answer.issuer, plain),
    ...member('environment', answer.environment, plain),
    ...member('issuedAt', answer.issued_at, toDate),
    ...member('expiresAt', answer.expires_at, toDate),
    ...member('lastUsedAt', answer.last_used_at, toDate),
    ...(answer.audience ? { audience: answer.audience.map(plain) } : {}),
    ...(answer.abilities ? { abilities: toAbilities(answer.abilities) } : {}),
  };
}

/** Asks the broker whose a credential is; never throws, what is not known is absent. */
export async function describeRemotely(
  parts: { readonly client: AuthorisedConnection; readonly encryptor: Encryptor; readonly keys: Keys },
  credential: LeakedCredential,
  trust: Trust,
  options: DescribeOptions,
): Promise<Description> {
  const owner = credential.scope;
  if (owner === undefined) return UNKNOWN;
  try {
    const beside = await encryptBeside(parts.encryptor, credential.beside);
    const body = {
      credential: {
        ...credentialFacts(parts.keys, credential),
        jwe: await parts.encryptor.encrypt(credential.secret),
        ...(beside ? { beside } : {}),
      },
      owner,
      trust: trustFor(credential, trust),
      ...(options.beforeRevocation ? { before_revocation: true } : {}),
    };
    const answer = await parts.client.send({
      method: 'POST',
      target: '/v1/credentials/describe',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: options.signal,
    });
    const parsed = Answer.safeParse(hideEchoes(credential)(answer.json));
    return answer.status === 200 && parsed.success ? toDescription(parsed.data) : UNKNOWN;
  } catch {
    return UNKNOWN;
  }
}
