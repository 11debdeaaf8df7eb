import { fingerprint, type Keys } from '../base/keys.ts';
import type { LeakedCredential } from '../broker/broker.ts';
import type { SuccessorAnswer, Successors, SuccessorTarget, SuccessorWish } from '../broker/successors.ts';
import { Capabilities } from '../broker-contract/capabilities.ts';
import type { RotationTarget } from '../broker-contract/rotation.ts';
import { authorise } from './authorise.ts';
import type { BrokerAuth } from './broker-auth.ts';
import type { BrokerAnswer, Connection } from './connection.ts';
import { createEncryptor } from './encrypt.ts';
import { readProblem } from './failures.ts';
import { hideEchoes } from './hide-echoes.ts';
import { createRemoteRenewals } from './renew-remotely.ts';
import { credentialFacts } from './to-request.ts';
import { toAnswer } from './to-successor.ts';

/** What the broker can do changes with its version only. */
const KEEP_MS = 600_000;
const JSON_BODY = { 'content-type': 'application/json' } as const;

const toTarget = (target: SuccessorTarget): RotationTarget =>
  target.kind === 'sealed_box'
    ? { kind: 'sealed_box', key_id: target.keyId, public_key: target.publicKey }
    : target;

/** Whatever is thrown may hold the request, so it is dropped. */
async function attempt(
  credential: LeakedCredential,
  send: () => Promise<BrokerAnswer>,
): Promise<SuccessorAnswer> {
  try {
    const answer = await send();
    return toAnswer({ ...answer, json: hideEchoes(credential)(answer.json) });
  } catch {
    return 'unreachable';
  }
}

/** Successors by a broker of its own; see docs/broker.md, "Rotation". */
export function createRemoteSuccessors(options: {
  readonly connection: Connection;
  readonly url: string;
  readonly auth: BrokerAuth;
  /** Of the App: they name the old value for both sides without showing it. */
  readonly keys: Keys;
}): Successors {
  const { connection, url, auth, keys } = options;
  const client = authorise(connection, url, auth);
  const encryptor = createEncryptor(connection);
  let known: { readonly types: ReadonlySet<string>; readonly until: number } | undefined;

  const addressOf = ({ secret }: LeakedCredential) =>
    `/v1/credentials/${fingerprint(keys, secret)}/rotations`;
  const post = async (
    { credential, leak, target, overlapSeconds }: SuccessorWish,
    idempotencyKey: string,
  ): Promise<BrokerAnswer> => {
    const body = {
      credential: {
        ...credentialFacts(keys, credential),
        jwe: await encryptor.encrypt(credential.secret),
      },
      owner: leak.owner,
      installation: leak.installationId,
      reference: leak.reference,
      deliver_to: toTarget(target),
      overlap_seconds: overlapSeconds,
    };
    return client.send({
      method: 'POST',
      target: addressOf(credential),
      headers: { ...JSON_BODY, 'idempotency-key': idempotencyKey },
      body: JSON.stringify(body),
    });
  };

  return {
    ...createRemoteRenewals(client),
    async canReplace(provider, type) {
      if (!known || known.until < Date.now()) {
        const answer = await client
          .send({ method: 'GET', target: '/v1/capabilities' })
          .catch(() => undefined);
        const parsed = Capabilities.safeParse(answer?.json);
        if (answer?.status !== 200 || !parsed.success) return undefined;
        const types = parsed.data.types.filter(({ rotate }) => rotate === true);
        known = {
          types: new Set(types.map((one) => `${one.provider}/${one.type}`)),
          until: Date.now() + KEEP_MS,
        };
      }
      return known.types.has(`${provider}/${type}`);
    },
    ask: (wish, idempotencyKey) =>
      attempt(wish.credential, async () => {
        const answer = await post(wish, idempotencyKey);
        if (readProblem(answer) !== 'bad-credential-encoding') return answer;
        // Its keys may have changed since they were read.
        encryptor.forget();
        return await post(wish, idempotencyKey);
      }),
    look: (credential, id) =>
      attempt(credential, () => client.send({ method: 'GET', target: `${addressOf(credential)}/${id}` })),
    settle: (credential, id, isWritten) =>
      attempt(credential, () =>
        client.send({
          method: 'POST',
          target: `${addressOf(credential)}/${id}/delivery`,
          headers: JSON_BODY,
          body: JSON.stringify({ delivered: isWritten }),
        }),
      ),
  };
}
