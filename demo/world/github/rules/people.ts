import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonAnswer, jsonOf, withJson, type Answer } from '../exchange.ts';
import { isRecord, textAt } from '../json.ts';
import type { People } from '../people.ts';

const NOTHING: Answer = { status: 204, headers: {}, body: Buffer.alloc(0) };
const REFUSED = 'Resource not accessible by integration';

/** Members of teams, permissions on repositories and reactions, as an App sees them. */
export function peopleRules(backend: Backend, people: People): readonly Rule[] {
  const { plan, callers, apiUrl } = backend;
  return [
    {
      // https://docs.github.com/rest/users/users#get-a-user
      method: 'GET',
      pattern: /^\/users\/([^/]+)$/,
      handle: async (request, next, [login = '']) => {
        const answer = await next(request);
        const known = jsonOf(answer);
        const id = people.takenBy(login);
        if (id === undefined) return answer;
        const account = isRecord(known) && answer.status === 200 ? known : { login, type: 'User' };
        return jsonAnswer(200, { ...account, id });
      },
    },
    {
      // https://docs.github.com/rest/orgs/members#check-organization-membership-for-a-user
      method: 'GET',
      pattern: /^\/orgs\/([^/]+)\/members\/([^/]+)$/,
      handle: async (request, _next, [org = '', login = '']) => {
        const caller = callers.identify(request);
        const own = caller.kind === 'installation' && plan.installations[org] === caller.installationId;
        if (!own) return errorAnswer(404, 'Not Found');
        if (!people.membersGiven) return errorAnswer(403, REFUSED);
        return people.isMember(org, login) ? NOTHING : errorAnswer(404, 'Not Found');
      },
    },
    {
      // https://docs.github.com/rest/teams/teams#get-a-team-by-name
      method: 'GET',
      pattern: /^\/orgs\/([^/]+)\/teams\/([^/]+)$/,
      handle: async (request, _next, [org = '', team = '']) => {
        const caller = callers.identify(request);
        const own = caller.kind === 'installation' && plan.installations[org] === caller.installationId;
        if (!own) return errorAnswer(404, 'Not Found');
        if (!people.membersGiven) return errorAnswer(403, REFUSED);
        const id = people.teamId({ org, team });
        if (id === undefined) return errorAnswer(404, 'Not Found');
        return jsonAnswer(200, { id, slug: team.toLowerCase(), name: team });
      },
    },
    {
      // https://docs.github.com/rest/collaborators/collaborators#check-if-a-user-is-a-repository-collaborator
      method: 'GET',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/collaborators\/([^/]+)$/,
      handle: async (request, next, [owner = '', repo = '', login = '']) => {
        const permission = people.permission(owner, repo, login);
        if (permission !== undefined) return permission === 'none' ? errorAnswer(404, 'Not Found') : NOTHING;
        const answer = await next({ ...request, path: `${request.path}/permission` });
        const known = jsonOf(answer);
        const level = isRecord(known) && answer.status === 200 ? textAt(known, 'permission') : 'none';
        return level === 'admin' || level === 'write' ? NOTHING : errorAnswer(404, 'Not Found');
      },
    },
    {
      // https://docs.github.com/rest/teams/members#get-team-membership-for-a-user
      method: 'GET',
      pattern: /^\/orgs\/([^/]+)\/teams\/([^/]+)\/memberships\/([^/]+)$/,
      handle: async (request, _next, [org = '', team = '', login = '']) => {
        const caller = callers.identify(request);
        const own = caller.kind === 'installation' && plan.installations[org] === caller.installationId;
        if (!own) return errorAnswer(404, 'Not Found');
        if (!people.membersGiven) return errorAnswer(403, REFUSED);
        const state = people.teamState({ org, team, login });
        if (state === undefined) return errorAnswer(404, 'Not Found');
        const url = `${apiUrl}/organizations/1/team/1/memberships/${login}`;
        return jsonAnswer(200, { url, role: 'member', state });
      },
    },
    {
      // https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
      method: 'GET',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/collaborators\/([^/]+)\/permission$/,
      handle: async (request, next, [owner = '', repo = '', login = '']) => {
        const permission = people.permission(owner, repo, login);
        const answer = await next(request);
        if (permission === undefined) return answer;
        const known = jsonOf(answer);
        const user = await backend.read(owner, `/users/${login}`);
        const body = isRecord(known) && answer.status === 200 ? known : { user };
        return withJson({ ...answer, status: 200 }, { ...body, permission, role_name: permission });
      },
    },
    {
      // https://docs.github.com/rest/reactions/reactions#create-reaction-for-an-issue-comment
      method: 'POST',
      pattern: /^\/repos\/([^/]+)\/([^/]+)\/issues\/comments\/(\d+)\/reactions$/,
      handle: async (request, _next, [owner = '', repo = '', id = '']) => {
        const caller = callers.identify(request);
        const own = caller.kind === 'installation' && plan.installations[owner] === caller.installationId;
        if (!own) return errorAnswer(404, 'Not Found');
        if (plan.permissions['issues'] !== 'write') return errorAnswer(403, REFUSED);
        const comment = await backend.read(owner, `/repos/${owner}/${repo}/issues/comments/${id}`);
        if (comment === undefined) return errorAnswer(404, 'Not Found');
        const content = textAt(request.body, 'content');
        const there = people.reactions(Number(id)).find((one) => one['content'] === content);
        if (there) return jsonAnswer(200, there);
        const user = { login: `${plan.appSlug}[bot]`, type: 'Bot' };
        const made = { id: people.reactions(Number(id)).length + 1, node_id: '', user, content };
        people.react(Number(id), { ...made, created_at: new Date().toISOString() });
        return jsonAnswer(201, made);
      },
    },
  ];
}
