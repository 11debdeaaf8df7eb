import { fingerprint, type Keys } from '../base/keys.ts';
import { plain } from '../base/plain.ts';
import type { LeakedCredential } from '../broker/broker.ts';
import type { SuccessorAnswer, Successors, SuccessorTarget, SuccessorWish } from '../broker/successors.ts';
import { Capabilities } from '../broker-contract/capabilities.ts';
import { Rotation, type RotationTarget } from '../broker-contract/rotation.ts';
import { authorise } from './authorise.ts';
import type { BrokerAuth } from './broker-auth.ts';
import type { BrokerAnswer, Connection } from './connection.ts';
import { createEncryptor } from './encrypt.ts';
import { readProblem, toFailure } from './failures.ts';
import { hideEchoes } from './hide-echoes.ts';
import { credentialFacts } from './to-request.ts';

/** What the broker can do changes with its version only. */
const KEEP_MS = 600_000;
const JSON_BODY = { 'content-type': 'application/json' } as const;

/** In the words of our own states `failed` is that of a revocation. */
const EVENTS: Readonly<Record<string, string>> = { failed: 'rotation_failed', prepared: 'rotation_prepared' };

function toAnswer(answer: BrokerAnswer): SuccessorAnswer {
  const parsed = Rotation.safeParse(answer.json);
  if ((answer.status !== 200 && answer.status !== 202) || !parsed.success) {
    if (readProblem(answer) === 'unsupported-type') return { refused: UNSUPPORTED };
    const { retryable, explanation } = toFailure(answer);
    return retryable === true ? 'unreachable' : { refused: explanation };
  }
  const { id, state, sealed_box: box, key_id: half, explanation } = parsed.data;
  return {
    id,
    state,
    ...(box ? { sealed: { keyId: box.key_id, value: box.encrypted_value } } : {}),
    ...(half === undefined ? {} : { publicHalf: half }),
    ...(explanation === undefined ? {} : { explanation: plain(explanation) }),
    evidence: parsed.data.timeline.map(({ at, event, http }) => ({
      at: new Date(at),
      event: EVENTS[event] ?? event,
      ...(http === undefined ? {} : { http }),
    })),
  };
}

const UNSUPPORTED = 'The broker has no right to issue a successor of this credential.';

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
