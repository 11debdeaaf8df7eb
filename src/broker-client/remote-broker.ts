import { setTimeout as delay } from 'node:timers/promises';
import { RekeyError } from '../base/errors.ts';
import type { Keys } from '../base/keys.ts';
import { createManualAdapter } from '../broker/adapters/manual.ts';
import type { Broker, LeakedCredential, Outcome } from '../broker/broker.ts';
import { createPlanner } from '../broker/planner.ts';
import { Revocation } from '../broker-contract/revocation.ts';
import { authorise } from './authorise.ts';
import { encryptBeside } from './beside.ts';
import type { BrokerAuth } from './broker-auth.ts';
import type { BrokerAnswer, Connection } from './connection.ts';
import { describeRemotely } from './describe-remotely.ts';
import { createEncryptor } from './encrypt.ts';
import { failure, readProblem, toFailure } from './failures.ts';
import { hideEchoes } from './hide-echoes.ts';
import { toOutcome } from './to-outcome.ts';
import { draftRequest, type DraftRequest } from './to-request.ts';

/** Waits between looks at a revocation, in milliseconds; after the last the job looks again later. */
const LOOKS: readonly number[] = [1000, 2000, 4000];
/** Asks the broker to hold its answer back until the end, five seconds at most (RFC 7240). */
const PREFER = { prefer: 'wait=5' } as const;

/**
 * A broker of its own, reached over HTTPS. The value goes there encrypted to the broker's key; the answer is believed
 * only in the form that the contract says.
 *
 * @param options.keys of the App: they name the value for both sides without showing it
 * @param options.looks waits between looks, in milliseconds
 */
export function createRemoteBroker(options: {
  readonly connection: Connection;
  readonly url: string;
  readonly auth: BrokerAuth;
  readonly keys: Keys;
  readonly looks?: readonly number[];
}): Broker {
  const { connection, url, auth, keys, looks = LOOKS } = options;
  const client = authorise(connection, url, auth);
  const encryptor = createEncryptor(connection);
  const manual = createManualAdapter();
  const plan = createPlanner({ acting: 'all', mayHaveAdmin: true, now: Date.now });

  const post = async (draft: DraftRequest, leaked: LeakedCredential, signal?: AbortSignal) => {
    const [jwe, beside] = await Promise.all([
      encryptor.encrypt(leaked.secret),
      encryptBeside(encryptor, leaked.beside),
    ]);
    const credential = { ...draft.credential, jwe, ...(beside ? { beside } : {}) };
    return client.send({
      method: 'POST',
      target: '/v1/revocations',
      headers: { 'content-type': 'application/json', 'idempotency-key': draft.idempotencyKey, ...PREFER },
      body: JSON.stringify({ credential, ...draft.rest }),
      signal,
    });
  };
  const ask = async (draft: DraftRequest, leaked: LeakedCredential, signal?: AbortSignal) => {
    const answer = await post(draft, leaked, signal);
    if (readProblem(answer) !== 'bad-credential-encoding') return answer;
    // Its keys may have changed since they were read.
    encryptor.forget();
    return post(draft, leaked, signal);
  };
  const look = (id: string, signal?: AbortSignal) =>
    client.send({ method: 'GET', target: `/v1/revocations/${id}`, headers: PREFER, signal });

  return {
    plan: (credential, trust) => ({ ...plan(credential, trust), remote: true }),
    async revoke(credential, trust, revokeOptions = {}): Promise<Outcome> {
      const { leak, action, signal } = revokeOptions;
      if (!leak) return failure('notFound');
      const draft = draftRequest(keys, credential, trust, { leak, ...(action ? { action } : {}) });
      const hide = hideEchoes(credential);
      try {
        let answer = await ask(draft, credential, signal);
        let revocation = readRevocation(answer, hide);
        for (let again = 0; revocation && isDueAgain(revocation) && again < MAX_AGAIN; again += 1) {
          answer = await ask(laterKey(draft, revocation), credential, signal);
          revocation = readRevocation(answer, hide);
        }
        if (readProblem(answer) === 'unsupported-type') return await manual(credential, trust, revokeOptions);
        for (const wait of looks) {
          if (!revocation || isSettled(revocation)) break;
          await delay(wait, undefined, signal ? { signal } : {});
          answer = await look(revocation.id, signal);
          revocation = readRevocation(answer, hide);
        }
        return revocation ? toOutcome(revocation) : toFailure(answer);
      } catch (error) {
        if (error instanceof RekeyError && error.code === 'BROKER_REFUSED') return failure('refused');
        // Whatever else it is, it may hold the request, so it is dropped.
        return failure('unreachable');
      }
    },
    describe: (credential, trust, describeOptions = {}) =>
      describeRemotely({ client, encryptor, keys }, credential, trust, describeOptions),
  };
}

function readRevocation(
  { status, json }: BrokerAnswer,
  hide: (json: unknown) => unknown,
): Revocation | undefined {
  if (status !== 200 && status !== 202) return undefined;
  return Revocation.safeParse(hide(json)).data;
}

/** Looking again soon would show nothing else. */
function isSettled({ state, terminal }: Revocation): boolean {
  return terminal || state === 'accepted_unverified' || state === 'approval_needed';
}

/** Looks that came to nothing so far and whose time to look again has come. */
const MAX_AGAIN = 12;

/** The key found an earlier look; the time that it named for the next one has come. */
function isDueAgain({ terminal, look_again_at: at }: Revocation): boolean {
  return terminal && at !== undefined && Date.parse(at) <= Date.now();
}

/** The same request once more: the key of the look after that one, whoever asks and however often. */
function laterKey(draft: DraftRequest, { id }: Revocation): DraftRequest {
  return { ...draft, idempotencyKey: `${draft.idempotencyKey.slice(0, 80)}:${id}` };
}
