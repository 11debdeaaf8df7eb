import { z } from 'zod';
import type { VariablePlace } from '../../github/place.ts';
import type { Octokit } from '../../github/types.ts';
import { isGone, readAnswer } from '../github-answer.ts';
import { listPages } from './list-pages.ts';
import {
  environmentList,
  organisationLists,
  oneVariable,
  repositoryLists,
  VARIABLES_PER_PAGE,
  variablesPage,
  type Variable,
  type VariableList,
} from './variable-lists.ts';

const MAX_PAGES = 40;
const PER_PAGE = 100;
/** As many as an organisation's variable may be shared with, and more. */
const MAX_REPOSITORY_PAGES = 100;

const Repositories = z.object({ repositories: z.array(z.object({ id: z.number().int().positive() })) });

interface Repository {
  readonly owner: string;
  readonly name: string;
}

/** The App may not read a list. */
export class Refused extends Error {}

/** The list in which a variable stands itself, not as others see it. */
function listOf(repository: Repository, { family, scope, environment = '' }: VariablePlace): VariableList {
  if (scope === 'environment') return environmentList(repository, environment);
  const lists = scope === 'organization' ? organisationLists(repository.owner) : repositoryLists(repository);
  const [actions, agents] = lists;
  const list = family === 'agents' ? agents : actions;
  return list ?? environmentList(repository, environment);
}

/**
 * One variable as it is now; undefined when it is gone. Throws when the App may not read it, also where GitHub says then
 * that there is no such list.
 */
export async function readVariable(
  octokit: Octokit,
  repository: Repository,
  place: VariablePlace,
): Promise<Variable | undefined> {
  const list = listOf(repository, place);
  try {
    if (place.family === 'actions' && place.scope !== 'organization') {
      const { data } = await octokit.request(`${list.route}/{name}`, {
        ...list.parameters,
        name: place.name,
      });
      return readAnswer(oneVariable, data);
    }
    // The lists tell who sees an organisation's variable, and an organisation that may not be read from a variable
    // that is gone.
    const paged = { ...list, page: variablesPage, perPage: VARIABLES_PER_PAGE, maxPages: MAX_PAGES };
    const answer = await listPages(octokit, paged, []);
    if (answer.kind !== 'read') throw new Refused();
    return answer.items.find(({ name }) => name === place.name);
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}

/** The ids of the repositories with which an organisation's variable of visibility `selected` is shared. */
export async function sharedWith(
  octokit: Octokit,
  org: string,
  { family, name }: VariablePlace,
): Promise<readonly number[]> {
  const ids: number[] = [];
  for (let page = 1; page <= MAX_REPOSITORY_PAGES; page++) {
    const { data } = await octokit.request(`GET /orgs/{org}/${family}/variables/{name}/repositories`, {
      org,
      name,
      per_page: PER_PAGE,
      page,
    });
    const { repositories } = readAnswer(Repositories, data);
    ids.push(...repositories.map(({ id }) => id));
    if (repositories.length < PER_PAGE) break;
  }
  return ids;
}
