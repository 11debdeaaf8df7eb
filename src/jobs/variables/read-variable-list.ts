import type { Octokit } from '../../github/types.ts';
import { closeGap } from '../../inventory/gaps.ts';
import type { Policy } from '../../policy/policy.ts';
import { listPages, type KnownPage } from '../../sources/variables/list-pages.ts';
import {
  VARIABLES_PER_PAGE,
  variablesPage,
  type Variable,
  type VariableList,
} from '../../sources/variables/variable-lists.ts';
import type { JobContext } from '../queue/context.ts';
import { judgeVariables, listPath, type JudgedVariables } from './judge-variables.ts';
import { knownLists, knownVariables, type VariableOwner } from './known-variables.ts';
import { noteGap } from '../installations/note-gap.ts';

/** GitHub holds at most 1,000 variables of an organisation, 500 of a repository and 100 of an environment. */
const MAX_PAGES = 40;

/** What reading lists works with. */
export interface VariableReader {
  readonly context: JobContext;
  readonly octokit: Octokit;
  readonly owner: VariableOwner;
  readonly by: { readonly policy: Policy; readonly rules: string; readonly today: string };
}

/** A list that changed since it was read last. */
export interface VariableReading extends JudgedVariables {
  readonly list: VariableList;
  readonly path: string;
  readonly pages: readonly KnownPage[];
  /** Of the variables in which something was found, which repositories see them. */
  readonly visibilities: ReadonlyMap<string, Variable['visibility']>;
}

/** Keeps that a permission is missing, or is there again. */
export async function noteAnswer(
  { context, owner }: VariableReader,
  permission: string,
  answer: { readonly kind: string },
): Promise<void> {
  const { installationId } = owner;
  if (answer.kind === 'refused') await noteGap(context, installationId, permission);
  if (answer.kind === 'read' || answer.kind === 'unchanged')
    await closeGap(context.db, installationId, permission);
}

/** The organisation's variables as one of its repositories sees them. */
export function isShared({ scope }: VariableList, { repositoryId }: VariableOwner): boolean {
  return scope === 'organization' && repositoryId !== 0;
}

/** A thousand repositories see the same variable of an organisation: that it holds nothing is kept once. */
async function cleanOfOrganisation({ context, owner }: VariableReader, path: string) {
  const all = await knownVariables(context.db, { ...owner, repositoryId: 0 }, path);
  return [...all].filter(([, { holds }]) => !holds);
}

/**
 * Reads and judges one list. Values are in memory only while they are judged.
 *
 * @returns why there is nothing to record, where there is nothing
 */
export async function readVariableList(
  reader: VariableReader,
  list: VariableList,
): Promise<VariableReading | 'unchanged' | 'refused' | 'gone'> {
  const { context, octokit, owner, by } = reader;
  const path = listPath(list);
  const known = (await knownLists(context.db, owner)).get(path);
  const pages = known?.rules === by.rules ? known.pages : [];
  const paged = { ...list, page: variablesPage, perPage: VARIABLES_PER_PAGE, maxPages: MAX_PAGES };
  const listed = await listPages(octokit, paged, pages);
  // Of organisations that it may not show GitHub says that they are not there. (GitHub Enterprise Server has no agents.)
  const isHidden = listed.kind === 'gone' && owner.repositoryId === 0 && list.family === 'actions';
  const answer = isHidden ? ({ kind: 'refused' } as const) : listed;
  await noteAnswer(reader, list.permission, answer);
  if (answer.kind !== 'read') return answer.kind;
  const own = await knownVariables(context.db, owner, path);
  const clean = isShared(list, owner) ? await cleanOfOrganisation(reader, path) : [];
  const judged = await judgeVariables(list, answer.items, new Map([...clean, ...own]), by);
  const gone = judged.gone.filter((one) => own.has(one.path));
  const found = new Set(judged.seen.map(({ place }) => place.name));
  return {
    ...judged,
    gone,
    list,
    path,
    pages: answer.pages,
    visibilities: new Map(
      answer.items.filter(({ name }) => found.has(name)).map(({ name, visibility }) => [name, visibility]),
    ),
  };
}
