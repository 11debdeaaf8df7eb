import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { listTools } from '../../demo/world/mcp-client.ts';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { APP, checkOf, closedIssues, mcpConfig, trustIssuer } from '../support/story.ts';

let world: Surroundings;
let rekey: RekeyProcess;
let files = 0;

beforeAll(async () => {
  world = await startSurroundings();
  rekey = await world.startRekey();
  await trustIssuer(world);
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
});

const job = (body: string) => `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n${body}`;
const config = (url: string, token: string) => JSON.stringify(JSON.parse(mcpConfig(url, token)));

/** In each, the credential stands once, with the address of its server or of one that is registered. */
const PLACES: readonly (readonly [string, string, (url: string, token: string) => string])[] = [
  ['run', 'ci.yml', (url, token) => job(`    steps:\n      - run: claude mcp add --transport http billing ${url} --header "Authorization: Bearer ${token}"\n`)],
  ['with of claude-code-action', 'claude.yml', (url, token) => job(`    steps:\n      - uses: anthropics/claude-code-action@v1\n        with:\n          claude_args: |\n            --mcp-config '${config(url, token)}'\n`)],
  ['with of run-gemini-cli', 'gemini.yml', (url, token) => job(`    steps:\n      - uses: google-github-actions/run-gemini-cli@v0\n        with:\n          settings: |-\n            ${config(url, token)}\n`)],
  ['with of codex-action', 'codex.yml', (url, token) => job(`    steps:\n      - uses: openai/codex-action@v1\n        with:\n          codex-config: |\n            [mcp_servers.billing]\n            url = "${url}"\n            bearer_token = "${token}"\n`)],
  ['env of a job', 'env.yml', (url, token) => job(`    env:\n      OPENCODE_CONFIG_CONTENT: '${config(url, token)}'\n`)],
  ['env of a service', 'service.yml', (url, token) => job(`    services:\n      agent:\n        image: acme/agent\n        env:\n          MCP_CONFIG: '${config(url, token)}'\n`)],
  ['a matrix', 'matrix.yml', (url, token) => job(`    strategy:\n      matrix:\n        include:\n          - mcp_config: '${config(url, token)}'\n`)],
  ['an agentic workflow', 'triage.md', (url, token) => `---\non: issues\nmcp-servers:\n  billing:\n    url: ${url}\n    headers:\n      Authorization: "Bearer ${token}"\n---\n\n# Triage\n`],
]; // prettier-ignore

describe('a pushed workflow', () => {
  it.each(PLACES)(
    'with a token in %s: the token is dead, and the check marks its place',
    async (_what, name, write) => {
      files += 1;
      const token = await world.issuer.issueToken();
      const content = write(world.mcp.url, token);
      const path = `.github/workflows/${files}-${name}`;
      const sha = await world.github.commitFiles({ ...APP, files: { [path]: content } });
      const check = await checkOf(world, sha);
      const before = content.slice(0, content.indexOf(token)).split('\n');
      const column = (before.at(-1) ?? '').length + 1;
      expect(check).toMatchObject({
        conclusion: 'failure',
        output: { title: expect.stringContaining('already dead') },
        annotations: [
          {
            path,
            start_line: before.length,
            end_line: before.length,
            start_column: column,
            end_column: column + token.length - 1,
          },
        ],
      });
      expect(check.output.summary).toContain('${{ secrets.');
      await expect(listTools(world.mcp.url, token)).rejects.toThrow('401');
      expect(await closedIssues(world, files)).toHaveLength(files);
      expect(world.github.violations).toEqual([]);
    },
  );
});
