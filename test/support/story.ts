import type { CheckRunRecord, IssueRecord } from '../../demo/world/github/github-world.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { until } from './until.ts';

/** The repository that a world has when nothing else is said. */
export const APP = { owner: 'octo', repo: 'app' } as const;

/** An MCP configuration of a remote server with a bearer; line 7 is where the token stands. */
export function mcpConfig(url: string, token: string): string {
  const server = { type: 'http', url, headers: { Authorization: `Bearer ${token}` } };
  return `${JSON.stringify({ mcpServers: { billing: server } }, null, 2)}\n`;
}

/** Commits the policy that trusts the world's issuer, and waits until Rekey has said all about that push. */
export async function trustIssuer(
  world: Surroundings,
  where: { owner: string; repo: string } = APP,
): Promise<void> {
  const sha = await world.github.commitFiles({
    ...where,
    message: 'policy',
    files: { '.github/rekey.yml': world.policy },
  });
  await checkOf(world, sha, where);
  await policyCheckOf(world, sha, where);
}

/** Repositories of a world whose organisation has a policy. */
export const WITH_ORGANISATION = [
  { owner: 'octo', name: 'app', private: true },
  { owner: 'octo', name: '.github', private: true },
] as const;

/** Lets a test end more live credentials than the breaker would let through. */
export async function liftBreaker(world: Surroundings): Promise<void> {
  await world.github.commitFiles({
    owner: 'octo',
    repo: '.github',
    // Of an organisation that has a policy only its own issuers and servers count.
    files: { '.github/rekey.yml': `${world.policy}\nbreaker: { credentials: 1000, minutes: 10 }\n` },
  });
}

/** The one finished check run `Rekey` on a commit: what leaked. */
export function checkOf(
  world: Surroundings,
  sha: string,
  where: { owner: string; repo: string } = APP,
  timeoutMs = 25_000,
): Promise<CheckRunRecord> {
  return checkNamed('Rekey', world, sha, where, timeoutMs);
}

/** The one finished check run `Rekey policy` on a commit: what its policy file would change. */
export function policyCheckOf(
  world: Surroundings,
  sha: string,
  where: { owner: string; repo: string } = APP,
): Promise<CheckRunRecord> {
  return checkNamed('Rekey policy', world, sha, where, 25_000);
}

async function checkNamed(
  name: string,
  world: Surroundings,
  sha: string,
  where: { owner: string; repo: string },
  timeoutMs: number,
): Promise<CheckRunRecord> {
  let found: readonly CheckRunRecord[] = [];
  await until(async () => {
    found = (await world.github.listCheckRuns({ ...where, sha })).filter((run) => run.name === name);
    return found.some(({ status }) => status === 'completed');
  }, timeoutMs);
  if (found.length !== 1) throw new Error(`${found.length} check runs instead of one`);
  return found[0] as CheckRunRecord;
}

/** The issues of a repository once there are so many, all of them closed. */
export async function closedIssues(
  world: Surroundings,
  count: number,
  where: { owner: string; repo: string } = APP,
): Promise<readonly IssueRecord[]> {
  let issues: readonly IssueRecord[] = [];
  await until(async () => {
    issues = await world.github.listIssues(where);
    return issues.length >= count && issues.every(({ state }) => state === 'closed');
  }, 25_000);
  return issues;
}

/** Requests that Rekey sent, as `METHOD path`, from an index on. */
export function requestsSince(world: Surroundings, index: number): string[] {
  return world.github.requests.slice(index).map(({ method, path }) => `${method} ${path}`);
}
