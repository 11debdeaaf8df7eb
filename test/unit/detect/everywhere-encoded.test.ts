import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { generators, hexKey, mcpBearer, password } from '../../support/credentials.ts';

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** What is found, each with the text that its span covers. */
function found(path: string, content: string) {
  return detect({ path, content }).map(({ secret, span, slot, server, key, surface }) => ({
    secret: secret.reveal(),
    written: content.slice(span.start, span.end),
    slot,
    server,
    key,
    surface,
  }));
}

describe('encoded credentials', () => {
  it('finds what the base64 of a Kubernetes Secret says, at the whole encoded run', () => {
    const secret = hexKey();
    const content = `apiVersion: v1\nkind: Secret\nmetadata:\n  name: acme\ndata:\n  ACME_API_KEY: ${base64(secret)}\n  HOST: ${base64('mcp.acme.dev')}\n`;
    expect(found('k8s/secret.yaml', content)).toMatchObject([
      { secret, written: base64(secret), key: 'ACME_API_KEY', slot: 'env' },
    ]);
  });

  it('finds a configuration inside the base64 of a Secret, and both of its credentials', () => {
    const [one, two] = [hexKey(), mcpBearer()];
    const config = JSON.stringify({
      mcpServers: {
        a: { command: 'npx', env: { A_API_KEY: one } },
        b: { url: 'https://b.dev', headers: { Authorization: `Bearer ${two}` } },
      },
    });
    const content = `kind: Secret\ndata:\n  mcp.json: ${base64(config)}\n`;
    const all = found('k8s/secret.yaml', content);
    expect(all.map(({ secret }) => secret).toSorted()).toEqual([one, two].toSorted());
    for (const { written } of all) expect(written).toBe(base64(config));
  });

  it('takes the password out of a Basic header', () => {
    const secret = password();
    const run = base64(`bob:${secret}`);
    const content = JSON.stringify({
      mcpServers: { a: { url: 'https://a.dev', headers: { Authorization: `Basic ${run}` } } },
    });
    expect(found('.mcp.json', content)).toMatchObject([{ secret, written: run, slot: 'header' }]);
  });
});

describe('install links', () => {
  const secret = hexKey();
  const config = { command: 'npx', args: ['-y', 'acme-mcp'], env: { ACME_API_KEY: secret } };
  const json = JSON.stringify(config);
  const run = base64(json);
  const twice = encodeURIComponent(encodeURIComponent(JSON.stringify({ name: 'acme', ...config })));

  it.each([
    ['Cursor', `cursor://anysphere.cursor-deeplink/mcp/install?name=acme&config=${run}`, run],
    [
      'Cursor on the web',
      `https://cursor.com/en/install-mcp?name=acme&config=${encodeURIComponent(run)}`,
      encodeURIComponent(run),
    ],
    [
      'without padding',
      `https://cursor.com/install-mcp?name=acme&config=${run.replace(/=+$/, '')}`,
      run.replace(/=+$/, ''),
    ],
    [
      'VS Code',
      `vscode:mcp/install?${encodeURIComponent(JSON.stringify({ name: 'acme', ...config }))}`,
      secret,
    ],
    [
      'a redirect to VS Code',
      `https://insiders.vscode.dev/redirect/mcp/install?name=acme&config=${encodeURIComponent(json)}`,
      secret,
    ],
    [
      'a link in a link',
      `https://insiders.vscode.dev/redirect?url=vscode%3Amcp%2Finstall%3F${twice}`,
      secret,
    ],
    ['Kiro', `https://kiro.dev/launch/mcp/add?name=acme&config=${encodeURIComponent(json)}`, secret],
    ['LM Studio', `lmstudio://add_mcp?name=acme&config=${run}`, run],
    [
      'Goose',
      `goose://extension?cmd=npx&arg=-y&arg=acme&id=acme&name=acme&env=ACME_API_KEY%3D${secret}`,
      secret,
    ],
    ['in HTML', `https://cursor.com/install-mcp?name=acme&amp;config=${run}`, run],
  ])('%s', (_, link, written) => {
    const content = `# Acme MCP\n\n[![Install](https://img.shields.io/x.svg)](${link})\n`;
    expect(found('README.md', content)).toEqual([
      { secret, written, slot: 'env', server: 'acme', key: 'ACME_API_KEY', surface: 'install-link' },
    ]);
  });

  it('finds nothing in links with references and placeholders', () => {
    for (const value of ['${ACME_API_KEY}', 'YOUR_API_KEY', '<key>', '${input:key}']) {
      const inner = base64(JSON.stringify({ ...config, env: { ACME_API_KEY: value } }));
      expect(
        found('README.md', `cursor://anysphere.cursor-deeplink/mcp/install?name=a&config=${inner}`),
      ).toEqual([]);
    }
  });
});

/** A configuration with one server. */
const server = (env: Record<string, string>, rest: object = {}) =>
  JSON.stringify({ mcpServers: { a: { command: 'npx', env, ...rest } } });

describe('traps', () => {
  const token = generators['github-pat-classic'] ?? (() => '');

  it.each([
    ['a real default', (secret: string) => server({ A_TOKEN: `\${A_TOKEN:-${secret}}` })],
    ['a secret as the name of a variable', (secret: string) => server({ A_TOKEN: `\${${secret}}` })],
    [
      'a secret where a name belongs',
      (secret: string) =>
        JSON.stringify({ mcpServers: { a: { url: 'https://a.dev', bearer_token_env_var: secret } } }),
    ],
    ['a key that stands alone', (secret: string) => server({}, { args: ['-y', 'acme', secret] })],
    ['several in one value', (secret: string) => server({ API_KEYS: `${hexKey()},${secret}` })],
  ])('%s', (_, write) => {
    for (const secret of [hexKey(), token()]) {
      expect(found('.mcp.json', write(secret)).map((one) => one.secret)).toContain(secret);
    }
  });

  it('takes what a client does not expand as a part of the value', () => {
    const secret = `${hexKey()}-$ABC_DEF-{name}`;
    expect(found('claude_desktop_config.json', server({ A_TOKEN: secret }))).toMatchObject([{ secret }]);
    expect(
      found(
        'opencode.json',
        JSON.stringify({ mcp: { a: { command: ['x'], environment: { A_TOKEN: '{env:A_TOKEN}' } } } }),
      ),
    ).toEqual([]);
  });
});
