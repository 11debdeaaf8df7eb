import { PROBLEMS, problemType, type Problem, type ProblemName } from '../../broker-contract/problem.ts';

/** Thrown by whatever handles a request, to refuse it with a problem of the contract. */
export class Refusal extends Error {
  readonly problem: ProblemName;
  readonly detail: string | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(problem: ProblemName, detail?: string, retryAfterSeconds?: number) {
    super(detail ?? PROBLEMS[problem].title);
    this.name = 'Refusal';
    this.problem = problem;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/**
 * @param detail what to do about it, in words of ours: nothing of the request may be repeated
 * @param retryAfterSeconds for problems that pass
 */
export function refuse(problem: ProblemName, detail?: string, retryAfterSeconds?: number): Refusal {
  return new Refusal(problem, detail, retryAfterSeconds);
}

/** The body of a refusal, RFC 9457. */
export function toProblem({ problem, detail }: Refusal): Problem {
  const { status, title, retryable } = PROBLEMS[problem];
  return {
    type: problemType(problem),
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    retryable,
  };
}
