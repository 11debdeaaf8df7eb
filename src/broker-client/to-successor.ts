import { plain } from '../base/plain.ts';
import type { SuccessorAnswer, SuccessorState } from '../broker/successors.ts';
import { Rotation } from '../broker-contract/rotation.ts';
import type { BrokerAnswer } from './connection.ts';
import { readProblem, toFailure } from './failures.ts';

/** In the words of our own states `failed` is that of a revocation. */
const EVENTS: Readonly<Record<string, string>> = { failed: 'rotation_failed', prepared: 'rotation_prepared' };

/** What the broker tells of a rotation. */
export function toState({
  id,
  state,
  sealed_box: box,
  key_id: half,
  explanation,
  timeline,
}: Rotation): SuccessorState {
  return {
    id,
    state,
    ...(box ? { sealed: { keyId: box.key_id, value: box.encrypted_value } } : {}),
    ...(half === undefined ? {} : { publicHalf: half }),
    ...(explanation === undefined ? {} : { explanation: plain(explanation) }),
    evidence: timeline.map(({ at, event, http }) => ({
      at: new Date(at),
      event: EVENTS[event] ?? event,
      ...(http === undefined ? {} : { http }),
    })),
  };
}

/** What an answer about a rotation means. */
export function toAnswer(answer: BrokerAnswer): SuccessorAnswer {
  const parsed = Rotation.safeParse(answer.json);
  if ((answer.status !== 200 && answer.status !== 202) || !parsed.success) {
    if (readProblem(answer) === 'unsupported-type') return { refused: UNSUPPORTED };
    const { retryable, explanation } = toFailure(answer);
    return retryable === true ? 'unreachable' : { refused: explanation };
  }
  return toState(parsed.data);
}

const UNSUPPORTED = 'The broker has no right to issue a successor of this credential.';
