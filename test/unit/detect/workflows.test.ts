import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { githubPat, mcpBearer, password } from '../../support/credentials.ts';

const CI = '.github/workflows/ci.yml';
const token = mcpBearer(1);
const url = 'https://mcp.acme.dev/billing';
const json = JSON.stringify({
  mcpServers: { billing: { type: 'http', url, headers: { Authorization: `Bearer ${token}` } } },
});
const job = (body: string) => `on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n${body}`;
const step = (body: string) => job(`    steps:\n${body}`);

/** What, path, text, the secret. */
const CASES: readonly (readonly [string, string, string, string])[] = [
  ['env of the workflow', CI, `on: push\nenv:\n  BILLING_TOKEN: ${token}\njobs: {}\n`, token],
  ['env of a job', CI, job(`    env:\n      BILLING_TOKEN: ${token}\n`), token],
  ['env of a step', CI, step(`      - run: ./agent\n        env:\n          BILLING_TOKEN: "${token}"\n`), token],
  ['with of an action', CI, step(`      - uses: acme/deploy@v1\n        with:\n          api-key: ${token}\n`), token],
  ['with of a reusable workflow', CI, `on: push\njobs:\n  call:\n    uses: ./.github/workflows/x.yml\n    with:\n      billing_token: ${token}\n`, token],
  ['secrets of a reusable workflow', CI, `on: push\njobs:\n  call:\n    uses: ./.github/workflows/x.yml\n    secrets:\n      billing_token: ${token}\n`, token],
  ['run: an assignment', CI, step(`      - run: |\n          export BILLING_TOKEN=${token}\n          ./agent\n`), token],
  ['run: a header', CI, step(`      - run: curl -H "Authorization: Bearer ${token}" ${url}\n`), token],
  ['run: claude mcp add', CI, step(`      - run: claude mcp add --transport http billing ${url} --header "Authorization: Bearer ${token}"\n`), token],
  ['run: a heredoc', CI, step(`      - run: |\n          cat > .mcp.json <<'EOF'\n          ${json}\n          EOF\n`), token],
  ['run: echo to GITHUB_ENV', CI, step(`      - run: echo "BILLING_TOKEN=${token}" >> "$GITHUB_ENV"\n`), token],
  ['env of a service', CI, job(`    services:\n      db:\n        image: postgres:17\n        env:\n          POSTGRES_PASSWORD: ${password(2)}\n`), password(2)],
  ['credentials of a service', CI, job(`    services:\n      mcp:\n        image: ghcr.io/acme/mcp\n        credentials:\n          username: bot\n          password: ${githubPat(3)}\n`), githubPat(3)],
  ['credentials of a container', CI, job(`    container:\n      image: registry.acme.dev/ci\n      credentials:\n        username: ci\n        password: ${password(4)}\n`), password(4)],
  ['env of a container', CI, job(`    container:\n      image: node:24\n      env:\n        BILLING_TOKEN: ${token}\n`), token],
  ['a matrix', CI, job(`    strategy:\n      matrix:\n        api_key: [${token}]\n`), token],
  ['include of a matrix', CI, job(`    strategy:\n      matrix:\n        include:\n          - os: ubuntu-latest\n            api_token: ${token}\n`), token],
  ['a default of an input', CI, `on:\n  workflow_dispatch:\n    inputs:\n      billing_token:\n        default: ${token}\njobs: {}\n`, token],
  ['claude-code-action: mcp_config', CI, step(`      - uses: anthropics/claude-code-action@beta\n        with:\n          mcp_config: |\n            ${json}\n`), token],
  ['claude-code-action: mcp_config in one line', CI, step(`      - uses: anthropics/claude-code-action@beta\n        with:\n          mcp_config: '${json}'\n`), token],
  ['claude-code-action: claude_args', CI, step(`      - uses: anthropics/claude-code-action@v1\n        with:\n          claude_args: |\n            --mcp-config '${json}'\n            --max-turns 5\n`), token],
  ['claude-code-action: claude_env', CI, step(`      - uses: anthropics/claude-code-action@beta\n        with:\n          claude_env: |\n            BILLING_TOKEN: ${token}\n`), token],
  ['claude-code-action: settings', CI, step(`      - uses: anthropics/claude-code-action@v1\n        with:\n          settings: |\n            {"env": {"BILLING_TOKEN": "${token}"}}\n`), token],
  ['codex-action: config', CI, step(`      - uses: openai/codex-action@v1\n        with:\n          codex-config: |\n            [mcp_servers.billing]\n            url = "${url}"\n            bearer_token = "${token}"\n`), token],
  ['codex-action: codex-args', CI, step(`      - uses: openai/codex-action@v1\n        with:\n          codex-args: '["--config", "mcp_servers.billing.bearer_token=\\"${token}\\""]'\n`), token],
  ['codex-action: openai-api-key', CI, step(`      - uses: openai/codex-action@v1\n        with:\n          openai-api-key: ${token}\n`), token],
  ['run-gemini-cli: settings', CI, step(`      - uses: google-github-actions/run-gemini-cli@v0\n        with:\n          settings: |-\n            {"mcpServers": {"billing": {"httpUrl": "${url}", "headers": {"Authorization": "Bearer ${token}"}}}}\n`), token],
  ['copilot-setup-steps.yml', '.github/workflows/copilot-setup-steps.yml', step(`      - run: npx -y billing-mcp --api-key ${token}\n`), token],
  ['a file that an action writes', CI, step(`      - uses: acme/write-file@v1\n        with:\n          path: .mcp.json\n          contents: |\n            ${json}\n`), token],
  ['gh-aw: mcp-servers', '.github/workflows/triage.md', `---\non: issues\nmcp-servers:\n  billing:\n    url: ${url}\n    headers:\n      Authorization: "Bearer ${token}"\n---\n\n# Triage\n`, token],
  ['gh-aw: a container with env', '.github/workflows/triage.md', `---\non: issues\nmcp-servers:\n  billing:\n    container: acme/billing-mcp\n    env:\n      BILLING_TOKEN: ${token}\n    allowed: ["*"]\n---\n\n# Triage\n`, token],
  ['gh-aw: tools', '.github/workflows/triage.md', `---\non: issues\ntools:\n  billing:\n    mcp:\n      type: http\n      url: ${url}\n      headers:\n        Authorization: "Bearer ${token}"\n---\n# x\n`, token],
  ['gh-aw: engine env', '.github/workflows/triage.md', `---\non: issues\nengine:\n  id: claude\n  env:\n    ANTHROPIC_AUTH_TOKEN: ${token}\n---\n# x\n`, token],
  ['aider and others by env', CI, step(`      - run: aider --yes\n        env:\n          OPENAI_API_KEY: ${token}\n`), token],
  ['cursor-agent in run', CI, step(`      - run: |\n          mkdir -p ~/.cursor && echo '${json}' > ~/.cursor/mcp.json\n          cursor-agent -p "review"\n`), token],
  ['goose in env', CI, step(`      - run: goose run\n        env:\n          GOOSE_EXTENSION_BILLING_TOKEN: ${token}\n`), token],
  ['opencode by OPENCODE_CONFIG_CONTENT', CI, step(`      - run: opencode run\n        env:\n          OPENCODE_CONFIG_CONTENT: '{"mcp":{"billing":{"type":"remote","url":"${url}","headers":{"Authorization":"Bearer ${token}"}}}}'\n`), token],
  ['inputs of a composite action', 'action.yml', `name: x\ninputs:\n  billing_token:\n    default: ${token}\nruns:\n  using: composite\n  steps: []\n`, token],
]; // prettier-ignore

describe('a literal in a workflow', () => {
  it.each(CASES)('%s', (_what, path, content, secret) => {
    const found = detect({ path, content });
    expect(found.map((one) => one.secret.reveal())).toEqual([secret]);
    const [first] = found;
    const { start = 0, end = 0, startLine = 0 } = first?.span ?? {};
    expect(content.slice(start, end)).toBe(secret);
    expect(startLine).toBe(content.slice(0, content.indexOf(secret)).split('\n').length);
  });
});

describe('a workflow that takes everything from outside', () => {
  it.each([
    ['a secret', step('      - run: ./agent\n        env:\n          TOKEN: ${{ secrets.BILLING_TOKEN }}\n')],
    ['a variable', step('      - run: ./agent --token ${{ vars.BILLING_TOKEN }}\n')],
    ['an input', step('      - uses: a/b@v1\n        with:\n          token: ${{ inputs.token || github.token }}\n')],
    ['a configuration', step("      - uses: anthropics/claude-code-action@v1\n        with:\n          claude_args: --mcp-config '{\"mcpServers\":{\"b\":{\"url\":\"https://x.dev\",\"headers\":{\"Authorization\":\"Bearer ${{ secrets.B }}\"}}}}'\n")],
    ['a service for tests', job('    services:\n      db:\n        image: postgres:17\n        env:\n          POSTGRES_PASSWORD: postgres\n')],
    ['an action by its commit', step('      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5\n')],
  ])('%s', (_what, content) => {
    expect(detect({ path: CI, content })).toEqual([]);
  }); // prettier-ignore
});
