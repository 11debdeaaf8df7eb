import { randomBytes } from 'node:crypto';
import { startAuthorizationServer, type AuthorizationServer } from './authorization-server.ts';
import type { GitHubOptions, GitHubWorld } from './github/github-world.ts';
import { startGitHub } from './github/start-github.ts';
import { startMcpServer, type McpServer } from './mcp-server.ts';
import { startRekey, type RekeyOptions, type RekeyProcess } from './rekey-process.ts';

/** Everything of the story but Rekey: GitHub, an authorization server, and an MCP server that needs its tokens. */
export interface Surroundings {
  readonly github: GitHubWorld;
  readonly issuer: AuthorizationServer;
  readonly mcp: McpServer;
  /** Text of a policy that trusts this issuer and registers this MCP server. */
  readonly policy: string;
  /** Key of the Rekey installation, so that a restarted one is the same. */
  readonly key: string;
  /** Starts Rekey against it and points GitHub's webhooks there. */
  startRekey(options?: Partial<RekeyOptions>): Promise<RekeyProcess>;
  close(): Promise<void>;
}

/** Starts the surroundings on free ports of the loopback interface. */
export async function startSurroundings(options: GitHubOptions = {}): Promise<Surroundings> {
  const [github, issuer] = await Promise.all([startGitHub(options), startAuthorizationServer()]);
  const mcp = await startMcpServer(issuer);
  const key = randomBytes(32).toString('base64');
  const policy = [
    'issuers:',
    `  - { issuer: "${issuer.issuer}", client_id: "rekey" }`,
    'servers:',
    `  - { name: billing, url: "${mcp.url}", owner: "@octo/payments" }`,
    '',
  ].join('\n');
  const hosts = [github.apiUrl, issuer.issuer, mcp.url].map((url) => new URL(url).host);
  return {
    github,
    issuer,
    mcp,
    policy,
    key,
    async startRekey(more = {}) {
      const rekey = await startRekey({
        githubApiUrl: github.apiUrl,
        webhookSecret: github.webhookSecret,
        appId: github.appId,
        privateKey: github.privateKey,
        egressAllow: hosts.join(','),
        key,
        ...more,
      });
      github.setWebhookTarget(`${rekey.url}/api/github/webhooks`);
      return rekey;
    },
    async close() {
      await Promise.all([github.close(), mcp.close()]);
      await issuer.close();
    },
  };
}
