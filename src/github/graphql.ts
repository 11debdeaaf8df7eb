import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import type { Octokit } from './types.ts';

const Answer = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ type: z.string().optional().catch(undefined) })).optional(),
});

/** What GraphQL's error types are in REST, so that rate limits and missing permissions are told apart in one way. */
const STATUS: Readonly<Record<string, number>> = {
  FORBIDDEN: 403,
  INSUFFICIENT_SCOPES: 403,
  RATE_LIMITED: 429,
  UNPROCESSABLE: 422,
};

/** An error that GitHub's GraphQL API puts into an answer with status 200; of the shape of octokit's errors. */
class GraphQLError extends Error {
  readonly status: number;
  readonly request = { method: 'POST', url: '/graphql' };
  readonly response: { readonly headers: Readonly<Record<string, string | number | undefined>> };

  constructor(status: number, headers: Readonly<Record<string, string | number | undefined>>) {
    // Never GitHub's own message, which may quote what was asked for.
    super(`GitHub's GraphQL API refused (${status})`);
    this.name = 'GraphQLError';
    this.status = status;
    this.response = { headers };
  }
}

/** On GitHub Enterprise Server REST is at `/api/v3` and GraphQL at `/api/graphql`. */
function baseUrlOf(octokit: Octokit): string {
  return octokit.request.endpoint.DEFAULTS.baseUrl.replace(/\/api\/v3\/?$/, '/api');
}

/**
 * Asks GitHub's GraphQL API. What does not exist is null in the answer.
 * https://docs.github.com/graphql/guides/forming-calls-with-graphql
 *
 * @returns the answer's `data`, to be checked by the caller
 * @throws an error with the status that REST would have: 403 without permission, 429 for a rate limit
 */
export async function graphql(
  octokit: Octokit,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<unknown> {
  const baseUrl = baseUrlOf(octokit);
  const { data: body, headers } = await octokit.request('POST /graphql', { baseUrl, query, variables });
  const parsed = Answer.safeParse(body);
  if (!parsed.success) throw new RekeyError('GITHUB_ANSWER', 'GitHub answered in an unknown form.');
  const failed = parsed.data.errors?.find(({ type }) => type !== 'NOT_FOUND');
  if (failed) throw new GraphQLError(STATUS[failed.type ?? ''] ?? 502, headers);
  return parsed.data.data;
}
