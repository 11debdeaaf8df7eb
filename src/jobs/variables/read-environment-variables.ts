import { redactKnownFormats } from '../../detect/index.ts';
import type { RepositoryRef } from '../../github/types.ts';
import { inOrder } from '../../sources/in-order.ts';
import { listPages, type KnownPage } from '../../sources/variables/list-pages.ts';
import { environmentList, environmentsPage } from '../../sources/variables/variable-lists.ts';
import { listPath } from './judge-variables.ts';
import { knownLists, knownVariables } from './known-variables.ts';
import {
  noteAnswer,
  readVariableList,
  type VariableReader,
  type VariableReading,
} from './read-variable-list.ts';

const PER_PAGE = 100;
/** So many environments are read of one repository: preview environments come in numbers. */
const MAX_PAGES = 3;
/** Environments asked for at once. */
const WIDTH = 8;
/** Name of the list of environments; no family of variables is called so. */
const ENVIRONMENTS = 'environments';

/** The environments of a repository and the variables in them that changed. */
export interface EnvironmentReadings {
  readonly readings: readonly VariableReading[];
  /** The list of environments itself, where it changed and can be kept. */
  readonly list?: {
    readonly path: string;
    readonly pages: readonly KnownPage[];
    readonly names: readonly string[];
  };
  /** Lists of environments that are no longer there, with what they held. */
  readonly goneLists: readonly string[];
  readonly goneVariables: VariableReading['gone'];
}

const NOTHING: EnvironmentReadings = { readings: [], goneLists: [], goneVariables: [] };

/** Reads the environments of a repository, and the variables of each. */
export async function readEnvironments(
  reader: VariableReader,
  repository: RepositoryRef,
): Promise<EnvironmentReadings> {
  const { context, octokit, owner, by } = reader;
  const lists = await knownLists(context.db, owner);
  const last = lists.get(ENVIRONMENTS);
  const known = last?.rules === by.rules ? last : undefined;
  const answer = await listPages(
    octokit,
    {
      route: 'GET /repos/{owner}/{repo}/environments',
      parameters: { owner: repository.owner, repo: repository.name },
      page: environmentsPage,
      perPage: PER_PAGE,
      maxPages: MAX_PAGES,
    },
    known?.pages ?? [],
  );
  await noteAnswer(reader, 'actions', answer);
  if (answer.kind === 'refused' || answer.kind === 'gone') return NOTHING;
  const names = answer.kind === 'read' ? answer.items : (known?.names ?? []);
  const readings: VariableReading[] = [];
  const there = new Set<string>([ENVIRONMENTS]);
  const lookUp = async (name: string) => {
    const list = environmentList(repository, name);
    return { list, reading: await readVariableList(reader, list) };
  };
  for await (const { list, reading } of inOrder(names, WIDTH, lookUp)) {
    // Without the permission for one there is none for the others.
    if (reading === 'refused') return { ...NOTHING, readings };
    there.add(listPath(list));
    if (typeof reading === 'object') readings.push(reading);
  }
  const goneLists = [...lists.keys()].filter(
    (path) => path.startsWith('actions/environment/') && !there.has(path),
  );
  const goneVariables: VariableReading['gone'][number][] = [];
  for (const path of goneLists)
    for (const one of (await knownVariables(context.db, owner, path)).values())
      goneVariables.push({ path: one.path, held: one.holds });
  // A name that had to be hidden could not be used to ask again.
  const isKept = answer.kind === 'read' && names.every((name) => redactKnownFormats(name) === name);
  return {
    readings,
    goneLists,
    goneVariables,
    ...(isKept ? { list: { path: ENVIRONMENTS, pages: answer.pages, names } } : {}),
  };
}
