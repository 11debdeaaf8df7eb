import { z } from 'zod';
import type { VariablePlace } from '../../github/place.ts';
import type { Octokit } from '../../github/types.ts';
import { readAnswer } from '../github-answer.ts';
import { answerOfError } from './list-pages.ts';
import { oneVariable, type Variable } from './variable-lists.ts';

const Count = z.object({ total_count: z.number().int().nonnegative() });

async function orUndefined<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    // Throws what says nothing about a permission or about the variable.
    answerOfError(error);
    return undefined;
  }
}

async function visibilityOf(
  octokit: Octokit,
  org: string,
  { family, name }: VariablePlace,
): Promise<Variable['visibility']> {
  // GitHub's agents have no such request; their list tells it as well.
  if (family !== 'actions') return undefined;
  const parameters = { org, name };
  return orUndefined(async () => {
    const { data } = await octokit.request('GET /orgs/{org}/actions/variables/{name}', parameters);
    return readAnswer(oneVariable, data).visibility;
  });
}

/**
 * How many repositories see an organisation's variable; of one that all see, those that the App sees as well. Undefined
 * where the App may not know.
 */
export async function variableReach(
  octokit: Octokit,
  org: string,
  place: VariablePlace,
  known: Variable['visibility'],
): Promise<number | undefined> {
  const visibility = known ?? (await visibilityOf(octokit, org, place));
  if (visibility === undefined) return undefined;
  return orUndefined(async () => {
    const selected = `GET /orgs/{org}/${place.family}/variables/{name}/repositories` as const;
    const { data } =
      visibility === 'selected'
        ? await octokit.request(selected, { org, name: place.name, per_page: 1 })
        : await octokit.request('GET /installation/repositories', { per_page: 1 });
    return readAnswer(Count, data).total_count;
  });
}
