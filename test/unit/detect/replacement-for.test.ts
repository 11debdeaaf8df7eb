import { describe, expect, it } from '@jest/globals';
import { referenceAt, replacementFor } from '../../../src/detect/index.ts';
import { surfaces } from '../../../src/detect/surfaces/surfaces.ts';
import { textSurfaces } from '../../../src/detect/surfaces/texts.ts';
import { githubPat } from '../../support/credentials.ts';

const BRACES = '${GITHUB_TOKEN}';
const ENV = '${env:GITHUB_TOKEN}';
const INPUT =
  '${input:GITHUB_TOKEN}\n\n"inputs": [{ "type": "promptString", "id": "GITHUB_TOKEN", "description": "GITHUB_TOKEN of an MCP server", "password": true }]';
/** GitHub forbids secrets whose name begins with `GITHUB_`; that one is the token of the job itself. */
const SECRET = '${{ secrets.GH_TOKEN }}';
const CONTINUE = '${{ secrets.GITHUB_TOKEN }}';

/** What takes the place of the variable `GITHUB_TOKEN` of a server, for every surface; undefined: nothing is filled in. */
const WRITTEN: Readonly<Record<string, string | undefined>> = {
  'actions-variable': SECRET,
  amazonq: ENV,
  amp: BRACES,
  antigravity: undefined,
  augment: undefined,
  'claude-code': BRACES,
  'claude-desktop': undefined,
  cline: ENV,
  codex: 'env_vars = ["GITHUB_TOKEN"]',
  compose: BRACES,
  continue: undefined,
  'continue-yaml': CONTINUE,
  'copilot-agent': '$COPILOT_MCP_GITHUB_TOKEN',
  'copilot-agent-file': '$COPILOT_MCP_GITHUB_TOKEN',
  'copilot-cli': BRACES,
  crush: '$GITHUB_TOKEN',
  cursor: ENV,
  dockerfile: undefined,
  document: undefined,
  dotenv: undefined,
  factory: undefined,
  'fast-agent': BRACES,
  gemini: BRACES,
  generic: undefined,
  goose: 'env_keys: ["GITHUB_TOKEN"]',
  grok: undefined,
  iflow: BRACES,
  'jetbrains-copilot': undefined,
  junie: undefined,
  kilo: ENV,
  kimi: undefined,
  kiro: BRACES,
  librechat: BRACES,
  lmstudio: undefined,
  markdown: undefined,
  markup: undefined,
  'mcp-agent': BRACES,
  mcporter: BRACES,
  mise: undefined,
  notebook: 'os.environ["GITHUB_TOKEN"]',
  opencode: '{env:GITHUB_TOKEN}',
  qwen: BRACES,
  roo: ENV,
  rovo: undefined,
  shell: '"$GITHUB_TOKEN"',
  smithery: undefined,
  source: 'process.env.GITHUB_TOKEN',
  'source-python': 'os.environ["GITHUB_TOKEN"]',
  'token-cache': undefined,
  trae: undefined,
  transcript: undefined,
  'visual-studio': INPUT,
  vscode: INPUT,
  warp: undefined,
  windsurf: ENV,
  workflow: SECRET,
  zed: undefined,
};

describe('replacementFor', () => {
  const place = { slot: 'env', key: 'GITHUB_TOKEN', server: 'github' } as const;

  it.each(Object.entries(WRITTEN))('in %s is what its client reads', (surface, expected) => {
    expect(replacementFor({ ...place, surface })).toBe(expected);
  });

  it('has a row above for every surface', () => {
    const ids = [...surfaces, ...textSurfaces].map(({ id }) => id);
    expect([...new Set(ids)].toSorted()).toEqual(Object.keys(WRITTEN).toSorted());
    for (const surface of ['text', '__proto__', ''])
      expect(replacementFor({ ...place, surface })).toBeUndefined();
  });

  it.each([
    ['codex', { slot: 'header', key: 'Authorization' }, 'bearer_token_env_var = "ACME_TOKEN"'],
    ['codex', { slot: 'header', key: 'bearer_token' }, 'bearer_token_env_var = "ACME_BEARER_TOKEN"'],
    ['codex', { slot: 'header', key: 'X-Api-Key' }, 'env_http_headers = { X-Api-Key = "ACME_API_KEY" }'],
    ['codex', { slot: 'env', key: 'Mixed_Case' }, 'env_vars = ["Mixed_Case"]'],
    ['codex', { slot: 'env', key: 'no name' }, undefined],
    ['codex', { slot: 'header', key: 'X"] = 1\n[evil]' }, undefined],
    ['codex', { slot: 'argument', key: '--token' }, undefined],
    ['goose', { slot: 'header', key: 'Authorization' }, undefined],
    ['vscode', { slot: 'text' }, undefined],
  ] as const)('in %s of %j: %s', (surface, where, expected) => {
    expect(replacementFor({ server: 'acme', ...where, surface })).toBe(expected);
  });

  it.each([
    ['a.ts', 'source', 'process.env.GITHUB_TOKEN'],
    ['a.go', 'source', 'os.Getenv("GITHUB_TOKEN")'],
    ['src/main.rs', 'source', 'std::env::var("GITHUB_TOKEN")'],
    ['App.java', 'source', 'System.getenv("GITHUB_TOKEN")'],
    ['Program.CS', 'source', 'Environment.GetEnvironmentVariable("GITHUB_TOKEN")'],
    ['App.vue', 'source', undefined],
    ['a.py', 'source-python', 'os.environ["GITHUB_TOKEN"]'],
    ['a.rb', 'source-python', 'ENV["GITHUB_TOKEN"]'],
    ['main.tf', 'source-python', undefined],
    ['README.md', 'source', 'process.env.GITHUB_TOKEN'],
    ['a.sh', 'shell', '"$GITHUB_TOKEN"'],
    ['a.ps1', 'shell', '$env:GITHUB_TOKEN'],
    ['a.bat', 'shell', '%GITHUB_TOKEN%'],
  ])('in the program %s (%s): %s', (path, surface, expected) => {
    expect(replacementFor({ ...place, path, surface })).toBe(expected);
  });

  it('is one line right in the place, without what stands beside it', () => {
    expect(referenceAt({ ...place, surface: 'vscode' })).toBe('${input:GITHUB_TOKEN}');
    expect(referenceAt({ ...place, surface: 'codex' })).toBeUndefined();
  });

  it.each([
    [{ slot: 'header', key: 'Authorization', server: 'acme' }, 'ACME_TOKEN'],
    [{ slot: 'header', key: 'X-Api-Key', server: 'acme' }, 'ACME_API_KEY'],
    [{ slot: 'argument', key: '--access-token', server: 'my server' }, 'MY_SERVER_ACCESS_TOKEN'],
    [{ slot: 'url-query', key: 'tavilyApiKey', server: 'x' }, 'TAVILY_API_KEY'],
    [{ slot: 'url-path', server: 'zapier' }, 'ZAPIER_TOKEN'],
    [{ slot: 'url-userinfo', key: 'DATABASE_URL', server: 'pg' }, 'DATABASE_URL_PASSWORD'],
    [{ slot: 'env', key: 'API_KEY', provider: 'exa' }, 'EXA_API_KEY'],
    [{ slot: 'env', key: 'API_KEY', provider: 'unknown' }, 'MCP_API_KEY'],
    [{ slot: 'argument' }, 'MCP_SECRET'],
  ] as const)('names the variable of %j', (context, name) => {
    expect(replacementFor({ surface: 'claude-code', ...context })).toBe(`\${${name}}`);
  });

  it('says nothing for a token outside of every slot', () => {
    expect(replacementFor({ surface: 'claude-code', slot: 'text' })).toBeUndefined();
  });

  it('lets nothing of a hostile name through', () => {
    const token = githubPat();
    for (const key of [
      '`x`\n${y}',
      '](http://evil)',
      '@team',
      '1',
      '',
      'A'.repeat(10_000),
      token,
      `x_${token}`,
      '\u202e',
      '${{ secrets.X }}',
    ]) {
      const written = replacementFor({ surface: 'claude-code', slot: 'env', key, server: key });
      expect(written).toMatch(/^\$\{[A-Z][A-Z0-9_]{0,63}\}$/);
      expect(written?.toLowerCase()).not.toContain(token.slice(4, 12).toLowerCase());
    }
  });

  it('is the secret of the same name for a variable, whatever stands in it', () => {
    const variable = { kind: 'variable', name: 'API_KEY' } as const;
    const config = {
      surface: 'actions-variable',
      slot: 'text',
      key: 'Authorization',
      server: 'billing',
    } as const;
    expect(replacementFor({ ...config, place: variable })).toBe('${{ secrets.API_KEY }}');
    expect(replacementFor({ ...config, place: { kind: 'variable', name: '[redacted]' } })).toBeUndefined();
  });
});
