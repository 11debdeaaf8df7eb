import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { listTools } from './world/mcp-client.ts';
import type { RekeyProcess } from './world/rekey-process.ts';
import type { Surroundings } from './world/start-world.ts';

/** One thing that must be seen, and when it was seen. */
export interface Step {
  readonly name: string;
  /** Undefined: not seen. */
  readonly at?: Date;
  readonly detail: string;
}

const WHERE = { owner: 'octo', repo: 'app' } as const;
const TIMEOUT_MS = 30_000;
const LogLine = z.object({ at: z.coerce.date() });

/** Waits for something to be there; undefined when it does not come in time. */
async function waitFor<T>(look: () => Promise<T | undefined> | T | undefined): Promise<T | undefined> {
  const end = Date.now() + TIMEOUT_MS;
  while (Date.now() < end) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await delay(20);
  }
  return undefined;
}

/** When Rekey's log first told an event of the incident. */
function loggedAt(rekey: RekeyProcess, event: string): Date | undefined {
  for (const line of rekey.output().split('\n')) {
    if (!line.includes(`"step":"${event}"`)) continue;
    return LogLine.parse(JSON.parse(line)).at;
  }
  return undefined;
}

const step = (name: string, at: Date | undefined, detail: string): Step => ({
  name,
  ...(at ? { at } : {}),
  detail,
});

async function refusal(url: string, token: string): Promise<string | undefined> {
  return listTools(url, token).then(
    () => undefined,
    (error: unknown) => (String(error).includes('401') ? 'HTTP 401' : undefined),
  );
}

/** What Rekey says about leaks on a commit; its check of the policy file, and those of other Apps, have other names. */
const checkOn = async ({ github }: Surroundings, sha: string) =>
  (await github.listCheckRuns({ ...WHERE, sha })).find(({ name }) => name === 'Rekey');

/** Commits the policy that trusts the issuer and registers the server, and waits until Rekey has read it. */
export async function trustIssuer(world: Surroundings): Promise<void> {
  const { github, policy } = world;
  const files = { '.github/rekey.yml': policy };
  const sha = await github.commitFiles({ ...WHERE, message: 'Trust our issuer', files });
  await waitFor(() => checkOn(world, sha));
}

/** The configuration that a hurried developer commits. */
function leakingConfig(url: string, token: string): string {
  const server = { type: 'http', url, headers: { Authorization: `Bearer ${token}` } };
  return `${JSON.stringify({ mcpServers: { billing: server } }, null, 2)}\n`;
}

/** Pushes a live token in `.mcp.json` and watches from outside, by what GitHub, the issuer and the client see. */
export async function watchStory(world: Surroundings, rekey: RekeyProcess): Promise<readonly Step[]> {
  const { github, issuer, mcp } = world;
  const token = await issuer.issueToken();
  const before = await listTools(mcp.url, token);
  const steps: Step[] = [
    step('client works', new Date(), `the official MCP client lists ${before.join(', ')}`),
  ];

  const pushed = new Date();
  const sha = await github.commitFiles({
    ...WHERE,
    message: 'Add the billing server',
    files: { '.mcp.json': leakingConfig(mcp.url, token) },
  });
  steps.push(step('pushed', pushed, `commit ${sha.slice(0, 7)} brings the token in .mcp.json`));

  const delivery = await github
    .waitForDelivery(({ event, body }) => event === 'push' && body.includes(sha), TIMEOUT_MS)
    .catch(() => undefined);
  const stored =
    delivery?.status === 202 ? new Date(delivery.deliveredAt.getTime() + delivery.ms) : undefined;
  steps.push(step('webhook stored', stored, `delivery answered ${delivery?.status ?? 'nothing'}`));

  const dead = await waitFor(() => loggedAt(rekey, 'revoked_verified'));
  steps.push(step('detected', loggedAt(rekey, 'found'), 'one credential, one incident'));
  steps.push(
    step('revoked', issuer.revocations.at(-1)?.at, `the issuer got ${issuer.revocations.length} revocation`),
  );
  steps.push(step('proved dead', dead, 'the MCP server refuses the token'));

  const check = await waitFor(() => checkOn(world, sha));
  const line = check?.annotations[0];
  steps.push(
    step(
      'check run',
      check && (await waitFor(() => loggedAt(rekey, 'check_published'))),
      check
        ? `${check.conclusion}: "${check.output.title}" at ${String(line?.['path'])}:${String(line?.['start_line'])}`
        : 'none',
    ),
  );
  const issue = await waitFor(async () =>
    (await github.listIssues(WHERE)).find(({ state }) => state === 'closed'),
  );
  steps.push(
    step(
      'issue',
      issue && (await waitFor(() => loggedAt(rekey, 'issue_published'))),
      issue ? `#${issue.number} "${issue.title}", ${issue.state}` : 'none is closed',
    ),
  );

  const refused = await refusal(mcp.url, token);
  steps.push(
    step(
      'client refused',
      refused ? new Date() : undefined,
      refused ? `the same client now gets ${refused}` : 'the client still gets in',
    ),
  );
  if (github.violations.length > 0)
    steps.push(step('requests to GitHub are valid', undefined, github.violations.join('; ')));
  return steps;
}
