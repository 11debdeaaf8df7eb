import { describe, expect, it } from '@jest/globals';
import { Names, suggestFixes } from '../../../src/fix/index.ts';
import { githubPat } from '../../support/credentials.ts';

const suggest = (path: string, text: string, mayFix: (value: string) => boolean = () => true) =>
  suggestFixes({ path, text }, new Names(), ({ secret }) => mayFix(secret.reveal())).map(
    ({ startLine, endLine, text: now }) => ({ startLine, endLine, now }),
  );
const server = (env: string) =>
  `{\n  "mcpServers": {\n    "a": {\n      "command": "x",\n      "env": ${env}\n    }\n  }\n}\n`;

describe('suggestions', () => {
  it('replace just the line of the credential', () => {
    const text = server(`{\n        "GITHUB_TOKEN": "${githubPat()}"\n      }`);
    expect(suggest('.mcp.json', text)).toEqual([
      { startLine: 6, endLine: 6, now: '        "GITHUB_TOKEN": "${GITHUB_TOKEN}"' },
    ]);
  });

  it('are one for credentials on one line', () => {
    const text = server(`{ "GITHUB_TOKEN": "${githubPat()}", "OTHER_TOKEN": "${githubPat()}" }`);
    const now = '      "env": { "GITHUB_TOKEN": "${GITHUB_TOKEN}", "OTHER_TOKEN": "${OTHER_TOKEN}" }';
    expect(suggest('.mcp.json', text)).toEqual([{ startLine: 5, endLine: 5, now }]);
  });

  it('are none where the line shows another credential', () => {
    const [dead, live] = [githubPat(), githubPat()];
    const text = server(`{ "GITHUB_TOKEN": "${dead}", "OTHER_TOKEN": "${live}" }`);
    expect(suggest('.mcp.json', text, (value) => value === dead)).toEqual([]);
  });

  it('reach from the list of inputs to the credential', () => {
    const text = `{\n  "servers": {\n    "a": { "command": "x", "env": { "GITHUB_TOKEN": "${githubPat()}" } }\n  }\n}\n`;
    const [only, ...more] = suggest('.vscode/mcp.json', text);
    expect(more).toEqual([]);
    expect(only).toMatchObject({ startLine: 1, endLine: 3 });
    expect(only?.now).toMatch(
      /^\{\n {2}"inputs": \[\n {4}\{.*\}\n {2}\],\n {2}"servers": \{\n.*\$\{input:GITHUB_TOKEN\}/,
    );
  });

  it('are none where the change is too far apart', () => {
    const far = '\n'.repeat(40);
    const text = `{\n  "servers": {${far}"a": { "command": "x", "env": { "GITHUB_TOKEN": "${githubPat()}" } }\n  }\n}\n`;
    expect(suggest('.vscode/mcp.json', text)).toEqual([]);
  });

  it('take a whole line away where another takes its place', () => {
    const text = `[mcp_servers.a]\nurl = "https://x"\nhttp_headers = { Authorization = "Bearer ${githubPat()}" }\n[b]\n`;
    expect(suggest('.codex/config.toml', text)).toEqual([
      {
        startLine: 1,
        endLine: 3,
        now: '[mcp_servers.a]\nbearer_token_env_var = "A_TOKEN"\nurl = "https://x"',
      },
    ]);
  });
});
