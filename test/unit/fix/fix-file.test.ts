import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { fixFile, Names } from '../../../src/fix/index.ts';
import { generators, githubPat, hexKey, mcpBearer } from '../../support/credentials.ts';

const pat = githubPat();
const bearer = mcpBearer();
const slack = generators['slack-bot-token']?.() ?? '';

function fix(path: string, text: string) {
  const result = fixFile({ path, text }, new Names(), () => true);
  const again = fixFile({ path, text: result.text }, new Names(), () => true);
  expect(again.text).toBe(result.text);
  return result;
}

/** What becomes of a text with `▮` for the credential, all of which can be mended. */
function fixed(path: string, before: string, secret: string = pat): string {
  const { text, left } = fix(path, before.replaceAll('▮', secret));
  expect(left).toEqual([]);
  expect(detect({ path, content: text })).toEqual([]);
  return text;
}

/** Why a text stays as it is. */
function reasons(path: string, before: string, secret: string = pat): readonly string[] {
  const whole = before.replaceAll('▮', secret);
  const { text, left } = fix(path, whole);
  expect(text).toBe(whole);
  return left.map(({ reason }) => reason);
}

const server = (inner: string) =>
  `{\n  // keep me\n  "mcpServers": {\n    "acme": { "command": "x", ${inner} },\n  }\n}`;

const one = (name: string, token: string) =>
  `"${name}": {"command": "x", "env": {"GITHUB_TOKEN": "${token}"}}`;
const three = (tokens: readonly string[]) =>
  `{"mcpServers": {${['a', 'b', 'c'].map((name, index) => one(name, tokens[index] ?? '')).join(',')}}}`;
const settings = (inputs: string, value: string) =>
  `{"editor.tabSize": 2, "mcp": {${inputs}"servers": {${one('a', value)}, ${one('b', value)}}}}`;
const withTabs = (value: string) =>
  `{\r\n\t"mcpServers": {\r\n\t\t"a": {"command": "x", "env": {"SLACK_TOKEN": "${value}"}}}}`;
const noted = (inputs: string, value: string) =>
  `{\n  ${inputs}"servers": { // servers\n    "a": { "command": "x", "env": { "GITHUB_TOKEN": "${value}" } }\n  }\n}\n`;

describe('a JSON configuration', () => {
  it.each([
    ['.mcp.json', '"env": { "GITHUB_TOKEN": "▮" }', '"env": { "GITHUB_TOKEN": "${GITHUB_TOKEN}" }'],
    ['.cursor/mcp.json', '"env": {"GITHUB_TOKEN":"▮"}', '"env": {"GITHUB_TOKEN":"${env:GITHUB_TOKEN}"}'],
    [
      '.cursor/mcp.json',
      '"headers": {"Authorization": "Bearer ▮"}',
      '"headers": {"Authorization": "Bearer ${env:ACME_TOKEN}"}',
    ],
    [
      'opencode.json',
      '"environment": {"GITHUB_TOKEN":"▮"}',
      '"environment": {"GITHUB_TOKEN":"{env:GITHUB_TOKEN}"}',
    ],
    [
      '.github/copilot/mcp.json',
      '"env": {"GITHUB_TOKEN":"▮"}',
      '"env": {"GITHUB_TOKEN":"$COPILOT_MCP_GITHUB_TOKEN"}',
    ],
    [
      '.mcp.json',
      '"args": ["--header", "Authorization:Bearer ▮"]',
      '"args": ["--header", "Authorization:Bearer ${ACME_TOKEN}"]',
    ],
  ])('%s: %s', (path, before, after) => {
    const container = path === 'opencode.json' ? 'mcp' : 'mcpServers';
    const text = fixed(path, server(before).replace('mcpServers', container));
    expect(text).toBe(server(after).replace('mcpServers', container));
  });

  it('keeps CRLF, tabs and the missing end of the last line', () => {
    expect(fixed('.cursor/mcp.json', withTabs('▮'), slack)).toBe(withTabs('${env:SLACK_TOKEN}'));
  });

  it('is left to a person where the client fills nothing in', () => {
    const text = server('"env": { "GITHUB_TOKEN": "▮" }');
    expect(reasons('claude_desktop_config.json', text)).toEqual(['no-reference']);
  });

  it('is left where the credential is encoded with something else', () => {
    const basic = Buffer.from(`user:${hexKey()}`).toString('base64');
    const text = server('"headers": {"Authorization": "Basic ▮"}');
    expect(reasons('.mcp.json', text, basic)).toEqual(['encoded']);
  });

  it('gives two credentials of one name a name each, and one credential one name', () => {
    const [first, second] = [githubPat(), githubPat()];
    const { text: after } = fix('.mcp.json', three([first, second, first]));
    expect(after).toBe(three(['${GITHUB_TOKEN}', '${B_GITHUB_TOKEN}', '${GITHUB_TOKEN}']));
  });
});

describe('VS Code', () => {
  const input =
    '{ "type": "promptString", "id": "GITHUB_TOKEN", "description": "GITHUB_TOKEN of an MCP server", "password": true }';

  it('gets a list of inputs', () => {
    const after = noted(`"inputs": [\n    ${input}\n  ],\n  `, '${input:GITHUB_TOKEN}');
    expect(fixed('.vscode/mcp.json', noted('', '▮'))).toBe(after);
  });

  it('gets one more input in the list that is there', () => {
    const other = '{ "type": "promptString", "id": "other", "description": "o" } // mine';
    const text = (more: string, value: string) =>
      `{\r\n\t"inputs": [${more}\r\n\t\t${other}\r\n\t],\r\n\t"servers": {"a": {"command": "x", "env": {"GITHUB_TOKEN": "${value}"}}}\r\n}`;
    const after = text(`\r\n\t\t${input},`, '${input:GITHUB_TOKEN}');
    expect(fixed('.vscode/mcp.json', text('', '▮'))).toBe(after);
  });

  it.each([
    ['"type": "promptString", "id": "GITHUB_TOKEN", "password": false', 'A_GITHUB_TOKEN'],
    ['"type": "promptString", "id": "GITHUB_TOKEN"', 'A_GITHUB_TOKEN'],
    ['"type": "command", "id": "GITHUB_TOKEN", "command": "x", "password": true', 'A_GITHUB_TOKEN'],
    ['"type": "promptString", "id": "GITHUB_TOKEN", "password": true', 'GITHUB_TOKEN'],
  ])('takes an input that is there only where nobody can read what is typed: %s', (declared, id) => {
    const text = `{"inputs": [{${declared}}], "servers": {"a": {"command": "x", "env": {"GITHUB_TOKEN": "▮"}}}}`;
    const after = fixed('.vscode/mcp.json', text);
    expect(after).toContain(`"GITHUB_TOKEN": "\${input:${id}}"`);
    expect(after).toContain(`{${declared}}`);
    expect(after.match(/"password": true/g)).toHaveLength(1 + Number(declared.includes('command')));
  });

  it('declares an input once, beside the servers of its settings', () => {
    const after = settings(`"inputs": [${input}],`, '${input:GITHUB_TOKEN}');
    expect(fixed('.vscode/settings.json', settings('', '▮'))).toBe(after);
  });
});

describe('Codex', () => {
  it.each([
    [
      'a bearer',
      '[mcp_servers.a]\nurl = "https://x"\nbearer_token = "▮" # note\n',
      '[mcp_servers.a]\nurl = "https://x"\nbearer_token_env_var = "A_BEARER_TOKEN" # note\n',
    ],
    [
      'a bearer in a header',
      '[mcp_servers.a]\nurl = "https://x"\nhttp_headers = { Authorization = "Bearer ▮" }\n',
      '[mcp_servers.a]\nbearer_token_env_var = "A_TOKEN"\nurl = "https://x"\n',
    ],
    [
      'a header beside another',
      '[mcp_servers.a]\nurl = "https://x"\nhttp_headers = { "X-Api-Key" = "▮", "X-Team" = "t" }',
      '[mcp_servers.a]\nenv_http_headers = { X-Api-Key = "A_API_KEY" }\nurl = "https://x"\nhttp_headers = { "X-Team" = "t" }',
    ],
    [
      'a variable',
      '# top\r\n[mcp_servers.a] # head\r\ncommand = "x"\r\n\r\n[mcp_servers.a.env]\r\nGITHUB_TOKEN = "▮"\r\nREGION = "eu"\r\n',
      '# top\r\n[mcp_servers.a] # head\r\nenv_vars = ["GITHUB_TOKEN"]\r\ncommand = "x"\r\n\r\n[mcp_servers.a.env]\r\nREGION = "eu"\r\n',
    ],
  ])('names the variable of %s', (_name, before, after) => {
    expect(fixed('.codex/config.toml', before)).toBe(after);
  });

  it('is left where the server names variables already', () => {
    const text = '[mcp_servers.a]\ncommand = "x"\nenv_vars = ["B"]\nenv = { GITHUB_TOKEN = "▮" }\n';
    expect(reasons('.codex/config.toml', text)).toEqual(['unsure']);
  });
});

describe('YAML', () => {
  it.each([
    [
      'librechat.yaml',
      'mcpServers:\n  a: # note\n    url: https://x\n    headers:\n      Authorization: Bearer ▮\n',
      'mcpServers:\n  a: # note\n    url: https://x\n    headers:\n      Authorization: Bearer ${A_TOKEN}\n',
    ],
    [
      'librechat.yaml',
      'mcpServers: { a: { url: https://x, headers: { Authorization: Bearer ▮ } } }\n',
      'mcpServers: { a: { url: https://x, headers: { Authorization: "Bearer ${A_TOKEN}" } } }\n',
    ],
    [
      '.github/workflows/ci.yml',
      'on: push\njobs:\n  a:\n    runs-on: x\n    env:\n      MCP_TOKEN: ▮ # mine\n',
      'on: push\njobs:\n  a:\n    runs-on: x\n    env:\n      MCP_TOKEN: ${{ secrets.MCP_TOKEN }} # mine\n',
    ],
  ])('%s: %s', (path, before, after) => {
    const text = before.replace('▮', pat);
    const { text: now, left } = fix(path, text);
    const name = /secrets\.(\w+)/.exec(now)?.[1] ?? 'MCP_TOKEN';
    expect({ now, left }).toEqual({ now: after.replace('secrets.MCP_TOKEN', `secrets.${name}`), left: [] });
  });

  it('is left in a part of a workflow that GitHub gives no secrets', () => {
    const text =
      'on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix:\n        MCP_TOKEN: [▮]\n';
    const result = fix('.github/workflows/ci.yml', text.replace('▮', pat));
    expect(result.done).toEqual([]);
  });
});

describe('programs, scripts and examples', () => {
  const url = 'https://mcp.example.com/mcp';
  it.each([
    [
      'a.ts',
      `const mcp = { mcpServers: { a: { url: "${url}", headers: { Authorization: "Bearer ▮" } } } };\n`,
      `const mcp = { mcpServers: { a: { url: "${url}", headers: { Authorization: \`Bearer \${process.env.A_TOKEN}\` } } } };\n`,
    ],
    [
      'a.py',
      `from mcp import x\nservers = {"mcpServers": {"a": {"url": "${url}", "headers": {"X-Api-Key": "▮"}}}}\n`,
      `import os\nfrom mcp import x\nservers = {"mcpServers": {"a": {"url": "${url}", "headers": {"X-Api-Key": os.environ["A_API_KEY"]}}}}\n`,
    ],
    [
      'add.sh',
      `claude mcp add a --transport http ${url} --header "Authorization: Bearer ▮"\n`,
      `claude mcp add a --transport http ${url} --header "Authorization: Bearer \${A_TOKEN}"\n`,
    ],
    [
      'add.sh',
      `claude mcp add a --transport http ${url} --header 'Authorization: Bearer ▮' # ok\n`,
      `claude mcp add a --transport http ${url} --header 'Authorization: Bearer '"$A_TOKEN"'' # ok\n`,
    ],
    [
      'add.sh',
      "claude mcp add x -e GITHUB_TOKEN=▮ -- npx y\ndocker run \\\n  -e 'GITHUB_TOKEN=▮' mcp/github\n",
      'claude mcp add x -e GITHUB_TOKEN="$GITHUB_TOKEN" -- npx y\ndocker run \\\n  -e \'GITHUB_TOKEN=\'"$GITHUB_TOKEN"\'\' mcp/github\n',
    ],
    [
      'start.sh',
      'export GITHUB_TOKEN="▮"\nGITHUB_TOKEN=▮ npx -y @modelcontextprotocol/server-github\n',
      'export GITHUB_TOKEN="${GITHUB_TOKEN}"\nGITHUB_TOKEN="$GITHUB_TOKEN" npx -y @modelcontextprotocol/server-github\n',
    ],
    ['.env.example', '# MCP\nGITHUB_TOKEN="▮"\r\nOTHER=1', '# MCP\nGITHUB_TOKEN=""\r\nOTHER=1'],
  ])('%s: %s', (path, before, after) => {
    expect(fixed(path, before)).toBe(after);
  });

  it.each([
    ['.env', 'GITHUB_TOKEN=▮\n', 'no-reference'],
    ['Dockerfile', 'FROM x\nENV GITHUB_TOKEN=▮\nCMD npx mcp-server\n', 'no-reference'],
  ])('%s keeps its value', (path, text, reason) => {
    expect(reasons(path, text)).toEqual([reason]);
  });

  it('never writes a credential into what it adds', () => {
    const text = `{"servers": {"a": {"command": "x", "env": {"${bearer}": "${pat}"}}}}`;
    const { edits } = fix('.vscode/mcp.json', text);
    expect(JSON.stringify(edits)).not.toContain(bearer);
  });
});
