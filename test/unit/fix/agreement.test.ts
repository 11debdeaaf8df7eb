import { describe, expect, it } from '@jest/globals';
import { detect, replacementFor } from '../../../src/detect/index.ts';
import { surfaces } from '../../../src/detect/surfaces/surfaces.ts';
import { textSurfaces } from '../../../src/detect/surfaces/texts.ts';
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
  ['.github/workflows/ci.yml', step(`GITHUB_TOKEN: ${pat}`)],
  [
    'docker-compose.yml',
    `services:\n  mcp:\n    image: mcp/github\n    environment:\n      GITHUB_TOKEN: ${pat}\n`,
  ],
  ['src/server.ts', `import { Client } from '@modelcontextprotocol/sdk';\nconst GITHUB_TOKEN = '${pat}';\n`],
  ['server.py', `import os\nfrom mcp import ClientSession\nGITHUB_TOKEN = "${pat}"\n`],
];

const yaml = (container: string, variables = 'env') =>
  `${container}:\n  acme:\n    command: x\n    cmd: npx\n    ${variables}:\n      GITHUB_TOKEN: ${pat}\n`;
const cell = JSON.stringify({
  cells: [
    {
      cell_type: 'code',
      execution_count: null,
      metadata: {},
      outputs: [],
      source: ['from mcp import ClientSession\n', `GITHUB_TOKEN = "${pat}"\n`],
    },
  ],
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
});

/** A file of every surface, and of every language that a program may be in. */
const ALL: Readonly<Record<string, readonly (readonly [path: string, text: string])[]>> = {
  amazonq: [['.amazonq/mcp.json', json('mcpServers')]],
  amp: [['.amp/settings.json', json('amp.mcpServers')]],
  antigravity: [['.gemini/antigravity/mcp_config.json', json('mcpServers')]],
  augment: [['.augment/settings.json', json('mcpServers')]],
  'claude-code': [['.mcp.json', json('mcpServers')]],
  'claude-desktop': [['claude_desktop_config.json', json('mcpServers')]],
  cline: [['.cline/mcp.json', json('mcpServers')]],
  codex: [
    ['.codex/config.toml', codex(`bearer_token = "${bearer}"`)],
    ['.codex/config.toml', codex(`env_vars = ["HOME"]\nenv = { GITHUB_TOKEN = "${pat}" }`)],
  ],
  compose: [
    [
      'docker-compose.yml',
      `services:\n  mcp:\n    image: mcp/github\n    environment:\n      GITHUB_TOKEN: ${pat}\n`,
    ],
  ],
  continue: [['.continue/config.json', json('mcpServers')]],
  'continue-yaml': [['.continue/agents/a.yaml', yaml('mcpServers')]],
  'copilot-agent': [['.github/copilot/a.json', json('mcpServers')]],
  'copilot-agent-file': [['.github/agents/a.md', `---\n${yaml('mcp-servers')}---\n\nA text.\n`]],
  'copilot-cli': [['.copilot/mcp-config.json', json('mcpServers')]],
  crush: [['crush.json', json('mcp')]],
  cursor: [['.cursor/mcp.json', json('mcpServers')]],
  dockerfile: [['Dockerfile', `FROM mcp/github\nENV GITHUB_TOKEN=${pat}\n`]],
  document: [['docs/notes.txt', `MCP server mcp/github: GITHUB_TOKEN=${pat}\n`]],
  dotenv: [['.env', `GITHUB_TOKEN=${pat}\n`]],
  factory: [['.factory/mcp.json', json('mcpServers')]],
  'fast-agent': [
    [
      'fastagent.config.yaml',
      `mcp:\n  servers:\n    a:\n      command: x\n      env:\n        GITHUB_TOKEN: ${pat}\n`,
    ],
  ],
  gemini: [['.gemini/settings.json', json('mcpServers')]],
  generic: [['config/mcp-servers.json', json('mcpServers')]],
  goose: [['goose/config.yaml', yaml('extensions', 'envs')]],
  grok: [['.grok/settings.json', json('mcpServers')]],
  iflow: [['.iflow/settings.json', json('mcpServers')]],
  'jetbrains-copilot': [['github-copilot/intellij/mcp.json', json('servers')]],
  junie: [['.junie/mcp.json', json('mcpServers')]],
  kilo: [['.kilocode/mcp.json', json('mcpServers')]],
  kimi: [['.kimi/mcp.json', json('mcpServers')]],
  kiro: [['.kiro/mcp.json', json('mcpServers')]],
  librechat: [['librechat.yaml', yaml('mcpServers')]],
  lmstudio: [['.lmstudio/mcp.json', json('mcpServers')]],
  markdown: [['README.md', `# MCP\n\n\`\`\`json\n${json('mcpServers')}\`\`\`\n`]],
  markup: [['a.xml', `<mcp><add key="GITHUB_TOKEN" value="${pat}" /></mcp>\n`]],
  'mcp-agent': [
    [
      'mcp_agent.config.yaml',
      `mcp:\n  servers:\n    a:\n      command: x\n      env:\n        GITHUB_TOKEN: ${pat}\n`,
    ],
  ],
  mcporter: [['mcporter.json', json('mcpServers')]],
  mise: [['mise.toml', `[env]\nGITHUB_TOKEN = "${pat}"\n`]],
  notebook: [['a.ipynb', cell]],
  opencode: [['opencode.json', json('mcp', `"environment": { "GITHUB_TOKEN": "${pat}" }`)]],
  qwen: [['.qwen/settings.json', json('mcpServers')]],
  roo: [['.roo/mcp.json', json('mcpServers')]],
  rovo: [['.rovodev/mcp.json', json('mcpServers')]],
  shell: [['run.sh', `#!/bin/sh\nGITHUB_TOKEN=${pat} npx -y @modelcontextprotocol/server-github\n`]],
  smithery: [['smithery.yaml', yaml('mcpServers')]],
  source: ['ts', 'go', 'rs', 'java', 'cs', 'swift', 'dart', 'php', 'kt', 'vue'].map(
    (end) => [`src/mcp.${end}`, `// modelcontextprotocol\nconst GITHUB_TOKEN = "${pat}";\n`] as const,
  ),
  'source-python': ['py', 'rb', 'r', 'ex', 'lua', 'tf'].map(
    (end) => [`src/mcp.${end}`, `import mcp\nGITHUB_TOKEN = "${pat}"\n`] as const,
  ),
  trae: [['.trae/mcp.json', json('mcpServers')]],
  'visual-studio': [['.vs/mcp.json', json('servers')]],
  vscode: [['.vscode/mcp.json', json('servers')]],
  warp: [['.warp/mcp.json', json('mcpServers')]],
  windsurf: [['.windsurf/mcp.json', json('mcpServers')]],
  workflow: [
    ['.github/workflows/ci.yml', step(`GITHUB_PAT: ${pat}`)],
    ['.github/workflows/ci.yml', `on: push\njobs:\n  a:\n    runs-on: mcp-${pat}\n    steps: []\n`],
  ],
  zed: [['.zed/settings.json', json('context_servers')]],
};
/** Files that a client writes for itself, which go as a whole, and what is no file. */
const NO_FILES = ['actions-variable', 'token-cache', 'transcript'];

const packed = (text: string) => text.replaceAll(/\s+/g, '');

describe('names of variables', () => {
  const place = { surface: 'claude-code', slot: 'env', key: 'API_KEY', server: 'acme' } as const;

  it('are those that were given before, whoever asks first', () => {
    const first = new Names();
    expect(first.nameOf(place, 'one')).toBe('ACME_API_KEY');
    expect(first.nameOf(place, 'two')).toBe('ACME_API_KEY_2');
    const later = new Names(first.taken);
    expect(later.nameOf(place, 'two')).toBe('ACME_API_KEY_2');
    expect(later.nameOf(place, 'three')).toBe('ACME_API_KEY_3');
    expect(later.nameOf(place, 'one')).toBe('ACME_API_KEY');
  });

  it('are one for a finding and for what was stored of it, whose names were scrubbed', () => {
    const content = json('mcpServers', `"env": { "API_KEY": "${pat}" }`).replace('"acme"', `"x-${pat}"`);
    const finding = detect({ path: '.mcp.json', content }).find((one) => one.slot === 'env');
    if (!finding) throw new Error('nothing found');
    const { surface, slot, provider } = finding;
    const stored = { surface, slot, provider, key: 'API_KEY', server: 'x-[redacted]' };
    expect(new Names().targetOf(finding, { path: '.mcp.json', text: content })?.name).toBe(
      new Names().nameOf(stored, 'one'),
    );
  });
});

describe('check and fix', () => {
  it('are asked about every surface', () => {
    const ids = new Set([...surfaces, ...textSurfaces].map(({ id }) => id));
    expect([...Object.keys(ALL), ...NO_FILES].toSorted()).toEqual([...ids].toSorted());
  });

  it.each(
    Object.entries(ALL).flatMap(([surface, files]) => files.map((file) => [surface, ...file] as const)),
  )(
    'say one thing of %s: the fix writes what the check tells, or both tell a person to write it (%s)',
    (surface, path, content) => {
      const findings = detect({ path, content });
      expect(findings).toHaveLength(1);
      const [finding] = findings;
      if (!finding) throw new Error('nothing found');
      expect(finding.surface).toBe(surface);
      const told = replacementFor({ ...finding, path });
      const { text, left } = fixFile({ path, text: content }, new Names(), () => true);
      const writes = told?.split('\n\n') ?? ['nothing was told'];
      const isDone = writes.every((part) => packed(text).includes(packed(part).replace(/\]$/, '')));
      // Either all of it stands in the file, or the file is what it was and a person is told the same.
      expect([isDone, text === content, left.map(({ instead }) => instead)]).toEqual(
        left.length === 0 ? [true, false, []] : [false, true, [told]],
      );
    },
  );
});

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
