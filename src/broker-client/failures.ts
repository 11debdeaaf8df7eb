import type { Outcome, OutcomeState } from '../broker/broker.ts';
import { Problem, problemName, type ProblemName } from '../broker-contract/problem.ts';
import type { BrokerAnswer } from './connection.ts';

interface Failure {
  readonly state: OutcomeState;
  readonly explanation: string;
  readonly retryable: boolean;
}

const FAILURES = {
  unreachable: {
    state: 'failed',
    explanation: 'The broker did not answer: it will be asked again.',
    retryable: true,
  },
  busy: {
    state: 'failed',
    explanation: 'The broker asked to be left alone for a while: it will be asked again.',
    retryable: true,
  },
  strange: {
    state: 'failed',
    explanation: 'The broker answered in a form that the contract does not know.',
    retryable: true,
  },
  refused: {
    state: 'failed',
    explanation:
      'The broker refused the proof of the App: compare BROKER_AUTH with the clients of the broker.',
    retryable: false,
  },
  unreadable: {
    state: 'failed',
    explanation: 'The broker could not read the request or the credential.',
    retryable: false,
  },
  denied: {
    state: 'denied_by_policy',
    explanation: 'The broker may not act for this owner or type.',
    retryable: false,
  },
  untrusted: {
    state: 'untrusted_issuer',
    explanation: 'The broker keeps this issuer for other owners.',
    retryable: false,
  },
  unregistered: {
    state: 'manual_required',
    explanation:
      'The operator of the broker has not registered this credential, and nothing of its value shows which one at the provider it is: a person must act there.',
    retryable: false,
  },
  notFound: {
    state: 'failed',
    explanation: 'Nothing is known of the place of the leak, which a broker must be told.',
    retryable: false,
  },
} as const satisfies Readonly<Record<string, Failure>>;

const BY_PROBLEM: Readonly<Partial<Record<ProblemName, keyof typeof FAILURES>>> = {
  unauthenticated: 'refused',
  'policy-denied': 'denied',
  'not-registered': 'unregistered',
  'rotation-under-way': 'busy',
  'credential-mismatch': 'unreadable',
  'untrusted-issuer': 'untrusted',
  'invalid-request': 'unreadable',
  'not-json': 'unreadable',
  'bad-credential-encoding': 'unreadable',
  'idempotency-conflict': 'unreadable',
  'idempotency-key-missing': 'unreadable',
  'too-large': 'unreadable',
  'not-found': 'strange',
  'rate-limited': 'busy',
  'upstream-unavailable': 'busy',
};

/** Statuses below 500 that pass. */
const PASSING = new Set([408, 425, 429]);

/** At most this long is waited because the broker says so, in seconds. */
const MAX_RETRY_AFTER_SECONDS = 3600;

export function failure(kind: keyof typeof FAILURES, retryAfterMs?: number): Outcome {
  return {
    ...FAILURES[kind],
    adapter: 'broker',
    evidence: [],
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** The name of the problem that an answer is; undefined when it is none. */
export function readProblem({ status, json }: BrokerAnswer): ProblemName | undefined {
  if (status < 400) return undefined;
  return problemName(Problem.safeParse(json).data?.type ?? '');
}

/** What a refusal means, also one from a proxy that says nothing but its status. */
export function toFailure(answer: BrokerAnswer): Outcome {
  const seconds = Number(answer.header('retry-after') ?? Number.NaN);
  const wait =
    Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) * 1000 : undefined;
  const problem = readProblem(answer);
  const kind = problem && BY_PROBLEM[problem];
  if (kind) return failure(kind, FAILURES[kind].retryable ? wait : undefined);
  const { status } = answer;
  if (PASSING.has(status) || status >= 500) return failure('busy', wait);
  if (status === 401) return failure('refused');
  return failure(status >= 400 ? 'unreadable' : 'strange');
}
