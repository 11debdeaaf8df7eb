import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { githubPat, mcpBearer } from '../../support/credentials.ts';
import { facts, mcpJson, revealed } from './mcp-json.ts';

const find = (path: string, document: unknown) =>
  detect({ path, content: JSON.stringify(document) }).map(facts);

describe('documents', () => {
  const secret = mcpBearer();
  const server = { url: 'https://mcp.acme.dev', headers: { Authorization: `Bearer ${secret}` } };
  const expected = (surface: string) => [expect.objectContaining({ secret, surface, server: 'acme' })];

  it.each([
    ['claude-code', '.mcp.json', { acme: server }],
    ['visual-studio', '.mcp.json', { servers: { acme: server } }],
    ['claude-code', '.claude.json', { projects: { '/home/x': { mcpServers: { acme: server } } } }],
    ['vscode', '.vscode/mcp.json', { servers: { acme: server } }],
    ['vscode', '.vscode/settings.json', { mcp: { servers: { acme: server } } }],
    ['vscode', '.vscode/settings.json', { 'mcp.servers': { acme: server } }],
    ['vscode', 'acme.code-workspace', { settings: { mcp: { servers: { acme: server } } } }],
    ['zed', '.zed/settings.json', { context_servers: { acme: server } }],
    ['opencode', 'opencode.json', { mcp: { acme: server } }],
    ['continue', '.continue/config.json', { mcpServers: [{ name: 'acme', ...server }] }],
    ['amp', '.amp/settings.json', { 'amp.mcpServers': { acme: server } }],
    ['generic', 'conf/agent.json', { agent: { mcpServers: { acme: server } } }],
  ])('%s: %s', (surface, path, document) => {
    expect(find(path, document)).toEqual(expected(surface));
  });

  it("finds a secret in the default of VS Code's inputs and in Claude Code's own environment", () => {
    const input = { id: 'acme-key', type: 'promptString', password: true, default: secret };
    expect(find('.vscode/mcp.json', { inputs: [input], servers: {} })).toMatchObject([
      { secret, key: 'acme-key', slot: 'env' },
    ]);
    expect(find('.claude/settings.local.json', { env: { ACME_TOKEN: secret } })).toMatchObject([
      { secret, key: 'ACME_TOKEN' },
    ]);
  });

  it('finds only known formats in a text that has nothing to do with MCP', () => {
    const token = githubPat();
    const content = `ACME_TOKEN = "${secret}"\nGITHUB_TOKEN = "${token}"\n`;
    expect(detect({ path: 'settings.py', content }).map(facts)).toEqual([
      {
        secret: token,
        provider: 'github',
        type: 'github-pat-classic',
        surface: 'text',
        slot: 'text',
        confidence: 'exact',
      },
    ]);
  });

  it('counts a token in a comment of a configuration as part of the surface', () => {
    const token = githubPat();
    const content = `{\n  // old: ${token}\n  "mcpServers": {}\n}`;
    expect(detect({ path: '.cursor/mcp.json', content }).map(facts)).toMatchObject([
      { secret: token, surface: 'cursor' },
    ]);
  });

  it('gives the same value wherever it is written', () => {
    const token = githubPat();
    const content = mcpJson({
      url: `https://x:${token}@mcp.acme.dev/?token=${token}`,
      headers: { Authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` },
      env: { A: token, B: `\${env:${token}}` },
    });
    expect(new Set(revealed(detect({ path: '.mcp.json', content })))).toEqual(new Set([token]));
    expect(detect({ path: '.mcp.json', content })).toHaveLength(5);
  });
});
