import { describe, expect, it } from '@jest/globals';
import { detect, replacementFor } from '../../../src/detect/index.ts';
import { fixFile, Names } from '../../../src/fix/index.ts';
import { githubPat, mcpBearer } from '../../support/credentials.ts';

const pat = githubPat();
const bearer = mcpBearer();
const server = (inner: string) => `{ "command": "x", ${inner} }`;
const json = (container: string, inner = `"env": { "GITHUB_TOKEN": "${pat}" }`) =>
  `{\n  "${container}": { "acme": ${server(inner)} }\n}\n`;
const withHeader = `"headers": { "Authorization": "Bearer ${bearer}" }`;
const codex = (inner: string) => `[mcp_servers.acme]\nurl = "https://mcp.acme.dev"\n${inner}\n`;
const step = (inner: string) =>
  `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: npx -y @modelcontextprotocol/server-github\n        env:\n          ${inner}\n`;

/** Files that both the check and the pull request speak of. */
const FILES: readonly (readonly [path: string, text: string])[] = [
  ['.mcp.json', json('mcpServers')],
  ['.mcp.json', json('mcpServers', withHeader)],
  ['.cursor/mcp.json', json('mcpServers')],
  ['.cursor/mcp.json', json('mcpServers', withHeader)],
  ['.vscode/mcp.json', json('servers')],
  ['.vscode/mcp.json', json('servers', withHeader)],
  ['.windsurf/mcp.json', json('mcpServers')],
  ['.roo/mcp.json', json('mcpServers')],
  ['.gemini/settings.json', json('mcpServers')],
  ['opencode.json', json('mcp', `"environment": { "GITHUB_TOKEN": "${pat}" }`)],
  ['crush.json', json('mcp')],
  ['.github/copilot/mcp.json', json('mcpServers')],
  [
    '.codex/config.toml',
    `[mcp_servers.acme]\ncommand = "x"\n\n[mcp_servers.acme.env]\nGITHUB_TOKEN = "${pat}"\n`,
  ],
  ['.codex/config.toml', codex(`bearer_token = "${bearer}"`)],
  ['.codex/config.toml', codex(`http_headers = { "Authorization" = "Bearer ${bearer}" }`)],
  ['.codex/config.toml', codex(`http_headers = { "X-Api-Key" = "${pat}" }`)],
  ['.github/workflows/ci.yml', step(`GITHUB_PAT: ${pat}`)],
  [
    'docker-compose.yml',
    `services:\n  mcp:\n    image: mcp/github\n    environment:\n      GITHUB_TOKEN: ${pat}\n`,
  ],
  ['src/server.ts', `import { Client } from '@modelcontextprotocol/sdk';\nconst GITHUB_TOKEN = '${pat}';\n`],
  ['server.py', `import os\nfrom mcp import ClientSession\nGITHUB_TOKEN = "${pat}"\n`],
];

describe('what a check tells people to write', () => {
  it.each(FILES)('is what the pull request writes into %s', (path, content) => {
    const [finding, ...others] = detect({ path, content });
    if (!finding) throw new Error('nothing found');
    expect(others).toEqual([]);
    const told = replacementFor({ ...finding, path });
    const { text, left } = fixFile({ path, text: content }, new Names(), () => true);
    expect(left).toEqual([]);
    for (const part of told?.split('\n\n') ?? ['nothing was told'])
      expect(text.replaceAll(/\s+/g, '')).toContain(part.replaceAll(/\s+/g, '').replace(/\]$/, ''));
  });

  it.each([
    ['claude_desktop_config.json', json('mcpServers')],
    ['.zed/settings.json', json('context_servers')],
    ['Dockerfile', `FROM mcp/github\nENV GITHUB_TOKEN=${pat}\n`],
  ])('is nothing where nothing can be written: %s', (path, content) => {
    const [finding] = detect({ path, content });
    if (!finding) throw new Error('nothing found');
    expect(replacementFor({ ...finding, path })).toBeUndefined();
    const { text, left } = fixFile({ path, text: content }, new Names(), () => true);
    expect(text).toBe(content);
    expect(left.map(({ reason }) => reason)).toEqual(['no-reference']);
  });
});
