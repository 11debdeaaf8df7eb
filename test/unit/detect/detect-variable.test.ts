import { describe, expect, it } from '@jest/globals';
import { detectVariable } from '../../../src/detect/index.ts';
import { githubPat, hexKey, mcpBearer, password } from '../../support/credentials.ts';
import { mcpConfig } from '../../support/story.ts';
import { NATURAL_VARIABLES } from './natural-variables.ts';

const URL = 'https://mcp.acme.dev/billing';

describe('a variable without a credential', () => {
  it.each(NATURAL_VARIABLES)('%s', (name, value) => {
    expect(detectVariable(name, value)).toEqual([]);
  });

  it('is one of many', () => {
    expect(NATURAL_VARIABLES.length).toBeGreaterThan(60);
  });
});

describe('a variable with a credential', () => {
  const token = mcpBearer();
  it.each<[string, string, string, string]>([
    ['by its format', 'ANYTHING', githubPat(1), githubPat(1)],
    ['by its name', 'BILLING_TOKEN', token, token],
    ['with a line end', 'BILLING_TOKEN', `  ${token}\r\n`, token],
    ['in quotes', 'BILLING_TOKEN', `"${token}"`, token],
    ['behind a scheme', 'AUTH', `Bearer ${token}`, token],
    ['as a header', 'HEADERS', `Authorization: Bearer ${token}`, token],
    ['of 64 digits', 'API_KEY', hexKey(2), hexKey(2)],
    ['as a password', 'DB_PASSWORD', password(3), password(3)],
    ['in a connection string', 'DATABASE_URL', `postgres://app:${password(4)}@db.acme.dev/app`, password(4)],
    ['in an address', 'MCP_URL', `${URL}?api_key=${hexKey(5)}`, hexKey(5)],
    ['in a whole mcp.json', 'MCP_CONFIG', mcpConfig(URL, token), token],
    ['in JSON of one line', 'MCP_CONFIG', JSON.stringify(JSON.parse(mcpConfig(URL, token))), token],
    ['in YAML', 'SERVERS', `mcpServers:\n  b:\n    url: ${URL}\n    headers:\n      Authorization: Bearer ${token}\n`, token],
    ['in TOML', 'CODEX', `[mcp_servers.b]\nurl = "${URL}"\nbearer_token = "${token}"\n`, token],
    ['in a dotenv file', 'ENV_FILE', `# ours\nPORT=1\r\nBILLING_TOKEN=${token}\r\n`, token],
    ['in one line of one', 'ENV_FILE', `BILLING_TOKEN=${token}`, token],
    ['in arguments', 'CLAUDE_ARGS', `--mcp-config '${JSON.stringify(JSON.parse(mcpConfig(URL, token)))}'`, token],
    ['beside NUL and half a character', 'X', `\0${githubPat(6)}\ud800`, githubPat(6)],
    ['at the end of 48 KB', 'X', `${'word '.repeat(9_800)}${githubPat(7)}`, githubPat(7)],
  ])('%s', (_what, name, value, secret) => {
    const found = detectVariable(name, value);
    expect(found.map((one) => one.secret.reveal())).toEqual([secret]);
    const [first] = found;
    const { start = 0, end = 0 } = first?.span ?? {};
    expect(value.slice(start, end)).toBe(secret);
    expect(first?.surface).toBe('actions-variable');
  }); // prettier-ignore

  it('encoded in base64 is the whole run', () => {
    const value = Buffer.from(mcpConfig(URL, token)).toString('base64');
    const [found] = detectVariable('MCP_CONFIG_B64', value);
    expect(found?.secret.reveal()).toBe(token);
    expect(found?.span).toMatchObject({ start: 0, end: value.length });
  });

  it('knows the server of a configuration', () => {
    expect(detectVariable('MCP_CONFIG', mcpConfig(URL, token))).toEqual([
      expect.objectContaining({ server: 'billing', serverUrl: URL, slot: 'header', key: 'Authorization' }),
    ]);
  });

  it('of several is found with all of them', () => {
    const value = `A_TOKEN=${mcpBearer(8)}\nB_TOKEN=${mcpBearer(9)}\n`;
    expect(detectVariable('ENV_FILE', value)).toHaveLength(2);
  });
});
