import { z } from 'zod';

/** Every way in which the broker refuses a request: RFC 9457, section 3. The type tells them apart, not the text. */
export const PROBLEMS = {
  'invalid-request': {
    status: 422,
    title: 'The request does not have the form that the contract says',
    retryable: false,
  },
  'bad-credential-encoding': { status: 422, title: 'The credential cannot be read', retryable: false },
  'unsupported-type': {
    status: 422,
    title: 'Nothing is known about this type of credential',
    retryable: false,
  },
  'credential-mismatch': {
    status: 422,
    title: 'The value belongs to another id than the one that is named',
    retryable: false,
  },
  'not-registered': {
    status: 422,
    title: 'The operator has not registered the credential',
    retryable: false,
  },
  'untrusted-issuer': { status: 422, title: 'The issuer belongs to somebody else', retryable: false },
  'not-json': { status: 400, title: 'The body is not JSON', retryable: false },
  'idempotency-key-missing': {
    status: 400,
    title: 'The Idempotency-Key header is missing or malformed',
    retryable: false,
  },
  unauthenticated: {
    status: 401,
    title: 'The client is not known, or its proof does not hold',
    retryable: false,
  },
  'policy-denied': { status: 403, title: 'The client may not do this', retryable: false },
  'not-found': { status: 404, title: 'There is nothing here', retryable: false },
  'method-not-allowed': { status: 405, title: 'This address does not know the method', retryable: false },
  'idempotency-conflict': {
    status: 409,
    title: 'The Idempotency-Key was used for another request',
    retryable: false,
  },
  'rotation-under-way': {
    status: 409,
    title: 'Another rotation of the same client or place is under way',
    retryable: true,
  },
  'not-awaited': { status: 409, title: 'Nothing waits for this any more', retryable: false },
  'too-large': { status: 413, title: 'The body is larger than this address takes', retryable: false },
  'request-timeout': { status: 408, title: 'The body did not arrive whole', retryable: true },
  'rate-limited': { status: 429, title: 'Too many requests', retryable: true },
  internal: { status: 500, title: 'Something went wrong at the broker', retryable: true },
  'upstream-unavailable': {
    status: 503,
    title: 'Something that the broker needs does not answer',
    retryable: true,
  },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** The `type` of a problem. */
export function problemType(name: ProblemName): string {
  return `urn:broker:${name}`;
}

const NAMES = Object.keys(PROBLEMS);

const isName = (name: string): name is ProblemName => NAMES.includes(name);

/** The problem that a `type` names; undefined for one that is not of this contract. */
export function problemName(type: string): ProblemName | undefined {
  return NAMES.filter(isName).find((name) => problemType(name) === type);
}

/** Body of every refusal. */
export const Problem = z.object({
  type: z.enum(NAMES.filter(isName).map(problemType)),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional().describe('What to do about it. It repeats nothing of the request.'),
  retryable: z.boolean(),
});
export type Problem = z.infer<typeof Problem>;
