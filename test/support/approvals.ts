import type { RequestMatch } from '../../demo/world/github/interference.ts';
import { records, numberAt, textAt } from '../../demo/world/github/json.ts';
import type { IssueRecord } from '../../demo/world/github/github-world.ts';
import { listTools } from '../../demo/world/mcp-client.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { issueLinkCode } from '../../src/web/session.ts';
import { checkOf, mcpConfig } from './story.ts';
import { until } from './until.ts';

export interface Where {
  readonly owner: string;
  readonly repo: string;
}

/** A credential of production that waits for a person, with its issue and its check run. */
export interface Waiting {
  readonly where: Where;
  readonly token: string;
  readonly issue: IssueRecord;
  readonly checkRun: number;
  readonly sha: string;
}

let leaks = 0;

/**
 * The organisation acme: octo and ada are admins, tess belongs to the team security, pete is invited to it, and mallory may
 * write to the repositories and nothing else.
 */
export async function startCompany(repositories: readonly Where[]): Promise<Surroundings> {
  const users = ['octo', 'ada', 'tess', 'pete', 'mallory'];
  const world = await startSurroundings({
    users,
    orgs: [{ login: 'acme', members: users }],
    repositories: repositories.map(({ owner, repo: name }) => ({ owner, name, private: true })),
  });
  for (const login of ['mallory', 'pete'])
    for (const where of repositories)
      world.github.setRepositoryPermission({ ...where, login, permission: 'write' });
  const team = { org: 'acme', team: 'security' } as const;
  world.github.setTeamMember({ ...team, login: 'tess', state: 'active' });
  world.github.setTeamMember({ ...team, login: 'pete', state: 'pending' });
  return world;
}

/** The world's policy with its server in production, and who may approve. */
export function askingPolicy(world: Surroundings, approvers?: readonly string[]): string {
  const policy = world.policy.replace('owner: "@octo/payments"', 'environments: [production]');
  return approvers === undefined ? policy : `${policy}approvers: ${JSON.stringify(approvers)}\n`;
}

export const isAlive = (world: Surroundings, token: string): Promise<boolean> =>
  listTools(world.mcp.url, token).then(
    () => true,
    () => false,
  );

/** The issue that names a file, once it says something. */
export async function issueNaming(
  world: Surroundings,
  where: Where,
  path: string,
  words: string,
): Promise<IssueRecord> {
  let found: IssueRecord | undefined;
  await until(async () => {
    const all = await world.github.listIssues(where);
    found = all.find(({ body, user }) => user.type === 'Bot' && body?.includes(path) && body.includes(words));
    return found;
  }, 25_000);
  return found as IssueRecord;
}

/** Pushes a new token of production and waits until it waits. */
export async function leakThatWaits(world: Surroundings, where: Where): Promise<Waiting> {
  leaks += 1;
  const path = `leak-${leaks}/.mcp.json`;
  const token = await world.issuer.issueToken();
  const sha = await world.github.commitFiles({
    ...where,
    files: { [path]: mcpConfig(world.mcp.url, token) },
  });
  const { id: checkRun } = await checkOf(world, sha, where);
  const issue = await issueNaming(world, where, path, 'waits for approval');
  return { where, token, issue, checkRun, sha };
}

const issuePath = ({ where, issue }: Waiting) => `/repos/${where.owner}/${where.repo}/issues/${issue.number}`;

/** A comment of a person on the issue. */
export async function say(
  world: Surroundings,
  waiting: Waiting,
  login: string,
  body: string,
): Promise<number> {
  const path = `${issuePath(waiting)}/comments`;
  return numberAt(await world.github.call('POST', path, { body }, login), 'id');
}

/** A press of a button, "Revoke now" if nothing else is said. */
export const press = (
  world: Surroundings,
  { where, checkRun }: Pick<Waiting, 'where' | 'checkRun'>,
  login: string,
  identifier = 'rekey-revoke',
): Promise<void> => world.github.pressButton({ ...where, checkRun, identifier, login });

/** The labels of the buttons that a check run shows. */
export const labelsOf = (world: Surroundings, checkRun: number): readonly string[] =>
  world.github.buttonsOf(checkRun).map((button) => textAt(button, 'label'));

export const isNewComment: RequestMatch = ({ method, path }) =>
  method === 'POST' && path.endsWith('/comments');

/** What Rekey answered in comments, without those about a change of state. */
export async function answersOf(world: Surroundings, waiting: Waiting): Promise<readonly string[]> {
  const comments = records(await world.github.call('GET', `${issuePath(waiting)}/comments?per_page=100`));
  return comments
    .map((comment) => textAt(comment, 'body'))
    .filter((body) => body.startsWith('<!-- rekey:answer:'));
}

/** The reaction of Rekey to a comment. */
export async function reactionTo(world: Surroundings, comment: number): Promise<string> {
  await until(() => world.github.reactionsTo(comment).length > 0, 25_000);
  return world.github.reactionsTo(comment).join(',');
}

/** Waits until the issue is closed because the credential is proved dead. */
export async function isClosed(world: Surroundings, { where, issue }: Waiting): Promise<IssueRecord> {
  await until(
    async () => (await world.github.getIssue({ ...where, number: issue.number })).state === 'closed',
    25_000,
  );
  return world.github.getIssue({ ...where, number: issue.number });
}

/** The dashboard, as its operator's browser sees it. */
export async function openDashboard(world: Surroundings, url: string) {
  const code = issueLinkCode(deriveKeys(Buffer.from(world.key, 'base64')));
  const signedIn = await fetch(`${url}/sign-in?code=${code}`, { redirect: 'manual' });
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  return {
    cookie,
    get: async (path: string) => (await fetch(`${url}${path}`, { headers: { cookie } })).text(),
    send: (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${url}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, origin: url, 'sec-fetch-site': 'same-origin', ...headers },
        body: new URLSearchParams(form),
      }),
  };
}

/** The page of an incident, by the marker in its issue. */
export function pathOf({ issue }: Waiting): string {
  return `/incidents/${/rekey:incident:([\w-]+)/.exec(issue.body ?? '')?.[1] ?? ''}`;
}

/** A configuration of a local MCP server with a credential that Rekey cannot revoke. */
export const localConfig = (value: string): string =>
  `${JSON.stringify({ mcpServers: { chat: { command: 'npx', args: ['server-chat'], env: { CHAT_TOKEN: value } } } }, null, 2)}\n`;

/** Pushes a file and waits for its check run and for the issue that names it. */
export async function leakIn(
  world: Surroundings,
  where: Where,
  content: string,
  token: string,
): Promise<Waiting> {
  leaks += 1;
  const path = `leak-${leaks}/.mcp.json`;
  const sha = await world.github.commitFiles({ ...where, files: { [path]: content } });
  const { id: checkRun } = await checkOf(world, sha, where);
  return { where, token, issue: await issueNaming(world, where, path, 'Is it dead?'), checkRun, sha };
}

/** The issue as it is now. */
export const issueNow = (world: Surroundings, { where, issue }: Waiting): Promise<IssueRecord> =>
  world.github.getIssue({ ...where, number: issue.number });

/** Waits until the last answer of Rekey says something. */
export async function isAnswered(world: Surroundings, waiting: Waiting, words: string): Promise<string> {
  let last = '';
  await until(async () => {
    last = (await answersOf(world, waiting)).at(-1) ?? '';
    return last.includes(words);
  }, 25_000);
  return last;
}
