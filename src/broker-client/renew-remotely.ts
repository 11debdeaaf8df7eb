import type { RenewalAnswer, Renewals, RenewalWish } from '../broker/successors.ts';
import type { ProblemName } from '../broker-contract/problem.ts';
import { Renewal } from '../broker-contract/renewal.ts';
import type { authorise } from './authorise.ts';
import type { BrokerAnswer } from './connection.ts';
import { readProblem, toFailure } from './failures.ts';
import { toAnswer, toState } from './to-successor.ts';

/** In the words of the place, where the broker's own are those of a leak. */
const REFUSALS: Readonly<Partial<Record<ProblemName, string>>> = {
  'not-found': 'Nothing stands at that place in Vault.',
  'bad-credential-encoding': 'What stands there has not the format of its type.',
  'policy-denied':
    'The operator of the broker does not let it be replaced there: the scope `renew`, `rotations` and `vault-kv` say what may be.',
  'unsupported-type': 'The broker has no right to issue a successor of this credential.',
};

function toRenewal(answer: BrokerAnswer): RenewalAnswer {
  const parsed = Renewal.safeParse(answer.json);
  const isGood = answer.status === 200 || answer.status === 202;
  const { due_at: due, rotation } = (isGood && parsed.data) || {};
  if (rotation) return toState(rotation);
  if (due !== undefined) return { dueAt: new Date(due) };
  const refusal = REFUSALS[readProblem(answer) ?? 'internal'];
  if (refusal !== undefined) return { refused: refusal };
  const { retryable, explanation } = toFailure(answer);
  return retryable ? 'unreachable' : { refused: explanation };
}

/** Whatever is thrown may hold what was sent, so it is dropped. */
const orUnreachable = <Answer>(asked: Promise<Answer>): Promise<Answer | 'unreachable'> =>
  asked.catch(() => 'unreachable' as const);

/** Renewals by a broker of its own; see docs/broker.md, "Renewals". */
export function createRemoteRenewals(client: ReturnType<typeof authorise>): Renewals {
  const renew = async (wish: RenewalWish, idempotencyKey: string): Promise<RenewalAnswer> => {
    const { name, provider, type, owner, installationId, reference, place } = wish;
    const answer = await client.send({
      method: 'POST',
      target: `/v1/credentials/${name}/renewals`,
      headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify({
        provider,
        type,
        owner,
        installation: installationId,
        reference,
        place: { kind: 'vault_kv', ...place },
        after_seconds: wish.afterSeconds,
        overlap_seconds: wish.overlapSeconds,
      }),
    });
    return toRenewal(answer);
  };
  return {
    renew: (wish, idempotencyKey) => orUnreachable(renew(wish, idempotencyKey)),
    lookAtRenewal: (name, id) =>
      orUnreachable(
        client.send({ method: 'GET', target: `/v1/credentials/${name}/rotations/${id}` }).then(toAnswer),
      ),
  };
}
