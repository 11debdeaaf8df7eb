import { z } from 'zod';

/** Every way in which the API refuses a request: RFC 9457, section 3. The type tells them apart, not the text. */
export const PROBLEMS = {
  'invalid-parameter': { status: 400, title: 'A parameter is not known, or its value does not fit' },
  unauthenticated: { status: 401, title: 'The token or session is missing, wrong, revoked or over' },
  'not-found': { status: 404, title: 'There is nothing here, or it is not for you' },
  'method-not-allowed': { status: 405, title: 'The API only reads: GET and HEAD' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong' },
} as const;

export type ProblemName = keyof typeof PROBLEMS;

/** Body of every refusal. */
export const Problem = z.object({
  type: z.enum(Object.keys(PROBLEMS).map((name) => `urn:rekey:${name}`)),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional().describe('What to do about it. It repeats nothing of the request.'),
});

/** The body of a refusal. */
export function toProblem(name: ProblemName, detail?: string): z.infer<typeof Problem> {
  return { type: `urn:rekey:${name}`, ...PROBLEMS[name], ...(detail === undefined ? {} : { detail }) };
}
