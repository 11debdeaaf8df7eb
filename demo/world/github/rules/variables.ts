import type { Backend, Rule } from '../backend.ts';
import { conditional } from '../conditional.ts';
import { errorAnswer, jsonAnswer, type Answer, type GitHubRequest } from '../exchange.ts';
import { numberAt, type JsonRecord } from '../json.ts';
import { pageAnswer } from '../paging.ts';
import type { Family, Holder, VariableRecord, VariableStore } from '../variable-store.ts';

/** GitHub's own limits for these lists, other than everywhere else. https://docs.github.com/rest/actions/variables */
const PER_PAGE = { default: 10, max: 30 } as const;

const REPOSITORY = String.raw`^\/repos\/([^/]+)\/([^/]+)`;
const ORGANISATION = String.raw`^\/orgs\/([^/]+)`;
const FAMILY = String.raw`\/(actions|agents)`;

/** The permission that a list needs, as GitHub's header names it. */
function permissionOf(family: Family, { repo, environment }: Holder): string {
  if (environment !== undefined) return 'environments';
  const name = family === 'agents' ? 'agent_variables' : 'actions_variables';
  return repo === undefined ? `organization_${name}` : name;
}

function variablePage(request: GitHubRequest): GitHubRequest {
  const asked = Number(request.query.get('per_page') ?? PER_PAGE.default);
  const query = new URLSearchParams(request.query);
  query.set('per_page', String(Math.min(PER_PAGE.max, asked > 0 ? asked : PER_PAGE.default)));
  return { ...request, query };
}

const toItem = ({ name, value, created_at, updated_at, visibility }: VariableRecord): JsonRecord => ({
  name,
  value,
  created_at,
  updated_at,
  ...(visibility === undefined ? {} : { visibility }),
});

const familyOf = (text: string): Family => (text === 'agents' ? 'agents' : 'actions');

/**
 * Actions and agents variables, which the emulator lacks: lists of 30 at most with ETags, one by its name, deletion, the
 * environments of a repository, and 403 where the App has not the permission.
 */
export function variableRules(backend: Backend, store: VariableStore): readonly Rule[] {
  const repositoryId = async ({ owner, repo }: Holder): Promise<number> =>
    repo === undefined ? 0 : numberAt(await backend.read(owner, `/repos/${owner}/${repo}`), 'id');

  /** Undefined when the caller may; else the refusal. */
  const refusal = async (
    request: GitHubRequest,
    holder: Holder,
    permission: string,
  ): Promise<Answer | undefined> => {
    const caller = backend.callers.identify(request);
    const isOwn =
      caller.kind === 'installation' && backend.plan.installations[holder.owner] === caller.installationId;
    const isThere =
      holder.repo === undefined
        ? backend.plan.orgs.some(({ login }) => login === holder.owner)
        : (await repositoryId(holder)) > 0;
    if (!isThere || (caller.kind !== 'user' && !isOwn)) return errorAnswer(404, 'Not Found');
    const level = request.method === 'GET' ? 'read' : 'write';
    if (caller.kind === 'user' || store.allows(permission, level)) return undefined;
    return errorAnswer(403, 'Resource not accessible by integration', {
      'x-accepted-github-permissions': `${permission}=${level}`,
    });
  };

  const listAnswer = async (request: GitHubRequest, family: Family, holder: Holder): Promise<Answer> => {
    const refused = await refusal(request, holder, permissionOf(family, holder));
    if (refused) return refused;
    const all = store.list(family, holder);
    const page = pageAnswer(variablePage(request), backend.apiUrl, all, (variables) => ({
      total_count: all.length,
      variables: variables.map(toItem),
    }));
    return conditional(request, page);
  };

  const oneAnswer = async (
    request: GitHubRequest,
    family: Family,
    holder: Holder,
    name: string,
  ): Promise<Answer> => {
    const refused = await refusal(request, holder, permissionOf(family, holder));
    if (refused) return refused;
    const found = store.find(family, holder, name);
    if (!found) return errorAnswer(404, 'Not Found');
    if (request.method === 'GET') return jsonAnswer(200, toItem(found));
    store.remove(family, holder, name);
    return { status: 204, headers: {}, body: Buffer.alloc(0) };
  };

  const rules: Rule[] = [
    {
      method: 'GET',
      pattern: new RegExp(String.raw`${REPOSITORY}${FAMILY}\/organization-variables$`),
      handle: async (request, _next, [owner = '', repo = '', kind = '']) => {
        const refused = await refusal(
          request,
          { owner, repo },
          permissionOf(familyOf(kind), { owner, repo }),
        );
        if (refused) return refused;
        const all = store.sharedWith(familyOf(kind), owner, await repositoryId({ owner, repo }));
        const page = pageAnswer(variablePage(request), backend.apiUrl, all, (variables) => ({
          total_count: all.length,
          variables: variables.map(toItem),
        }));
        return conditional(request, page);
      },
    },
    {
      method: 'GET',
      pattern: new RegExp(String.raw`${REPOSITORY}\/environments$`),
      handle: async (request, _next, [owner = '', repo = '']) => {
        const refused = await refusal(request, { owner, repo }, 'actions');
        if (refused) return refused;
        const all = store.environments({ owner, repo });
        const page = pageAnswer(request, backend.apiUrl, all, (names) => ({
          total_count: all.length,
          environments: names.map((name, index) => ({
            id: index + 1,
            name,
            ...store.protectionOf({ owner, repo, environment: name }),
          })),
        }));
        return conditional(request, page);
      },
    },
    {
      method: 'GET',
      pattern: new RegExp(String.raw`${ORGANISATION}${FAMILY}\/variables\/([^/]+)\/repositories$`),
      handle: async (request, _next, [owner = '', kind = '', name = '']) => {
        const refused = await refusal(request, { owner }, permissionOf(familyOf(kind), { owner }));
        if (refused) return refused;
        const found = store.find(familyOf(kind), { owner }, name);
        if (!found) return errorAnswer(404, 'Not Found');
        if (found.visibility !== 'selected') return errorAnswer(409, 'Conflict');
        return pageAnswer(request, backend.apiUrl, found.selected ?? [], (ids) => ({
          total_count: found.selected?.length ?? 0,
          repositories: ids.map((id) => ({ id })),
        }));
      },
    },
  ];
  const holders: readonly (readonly [
    string,
    (parts: readonly string[]) => readonly [Family, Holder, string],
  ])[] = [
    [
      String.raw`${REPOSITORY}${FAMILY}\/variables`,
      ([owner = '', repo = '', kind = '', name = '']) => [familyOf(kind), { owner, repo }, name],
    ],
    [
      String.raw`${ORGANISATION}${FAMILY}\/variables`,
      ([owner = '', kind = '', name = '']) => [familyOf(kind), { owner }, name],
    ],
    [
      String.raw`${REPOSITORY}\/environments\/([^/]+)\/variables`,
      ([owner = '', repo = '', environment = '', name = '']) => [
        'actions',
        { owner, repo, environment },
        name,
      ],
    ],
  ];
  for (const [start, read] of holders) {
    rules.push({
      method: 'GET',
      pattern: new RegExp(`${start}$`),
      handle: (request, _next, parts) => {
        const [kind, holder] = read(parts);
        return listAnswer(request, kind, holder);
      },
    });
    for (const method of ['GET', 'DELETE'])
      rules.push({
        method,
        pattern: new RegExp(String.raw`${start}\/([^/]+)$`),
        handle: (request, _next, parts) => oneAnswer(request, ...read(parts)),
      });
  }
  return rules;
}
