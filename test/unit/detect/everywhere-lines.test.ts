import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { sampler } from '../../support/credentials.ts';
import { expectPlanted } from './planted.ts';

const CASES: readonly (readonly [string, string, string])[] = [
  ['addresses in sentences', 'docs/mcp.md', 'Use [this](https://mcp.acme.dev/mcp?api_key=‹key›) or <https://mcp.exa.ai/mcp?exaApiKey=‹uuid›>.\n'],
  ['addresses in logs', 'mcp.log', '2025-10-01 [error] GET https://mcp.acme.dev/mcp?access_token=‹key› 401\nGET https://app:‹password›@mcp.acme.dev/sse 401\n'],
  ['addresses without a host', 'application.yml', 'spring.ai.mcp.client:\n  sse-endpoint: /sse?token=‹key›\n'],
  ['a pair in a sentence', 'docs/mcp.md', '- Works with `"ACME_API_KEY": "‹hex›"` in the env block.\n'],
  ['cells of a Markdown table', 'docs/mcp.md', '| name | value |\n|---|---|\n| `ACME_API_KEY` | `‹key›` |\n'],
  ['columns of a CSV file', 'mcp-keys.csv', 'name,api_key,team\nacme,‹key›,core\nother,"‹hex›",web\n'],
  ['rows of a CSV file', 'mcp-keys.csv', 'server,env,value\nacme,ACME_CLIENT_SECRET,"‹key›"\n'],
  ['defaults behind an operator', 'mcp.ts', 'const other = process.env.OTHER_TOKEN || "‹hex›";\nconnect(process.env.ACME_KEY ?? \'‹key›\');\n'],
  ['an expression under another name', '.github/workflows/mcp.yml', "env:\n  FALLBACK: ${{ secrets.MCP_TOKEN || '‹key›' }}\n"],
  ['defaults in templates', 'charts/mcp/templates/secret.yaml', 'kind: Secret\nstringData:\n  token: {{ default "‹key›" .Values.token | quote }}\n'],
  ['calls that take a credential', 'src/mcp.rs', 'let c = Config::with_uri("https://a.dev/mcp").auth_header("‹key›").bearer_auth("‹hex›");\n'],
  ['calls that take a name and a value', 'setup-mcp.ps1', '[Environment]::SetEnvironmentVariable("MCP_API_KEY", "‹key›", "User")\n'],
  ['pairs of Kotlin', 'Mcp.kt', 'val env = mapOf("MCP_SECRET" to "‹key›", "MODE" to "prod")\n'],
  ['a login', 'mcp.go', 'req.SetBasicAuth("svc", "‹password›")\n'],
  ['Lisp', 'init-mcp.el', '(setq servers \'(("a" . (:command "npx" :args ("-y" "x") :env (:ACME_API_KEY "‹key›")))))\n(setenv "MCP_API_KEY" "‹hex›")\n'],
  ['Terraform', 'mcp.tf', 'variable "mcp_api_key" {\n  type    = string\n  default = "‹key›"\n}\n'],
  ['npm', 'mcp/.npmrc', '//npm.acme.io/:_authToken=‹key›\n'],
  ['netrc', 'mcp/.netrc', 'machine api.acme.io login ci password ‹key›\n'],
  ['HTTP files', 'mcp.http', '@token = ‹key›\n'],
  ['words of a property list', 'com.acme.mcp.plist', '<plist><dict><key>ProgramArguments</key><array><string>npx</string><string>--api-key</string><string>‹key›</string></array></dict></plist>\n'],
  ['a JSON string in a JSON string', '.mcp.json', '{"mcpServers":{"a":{"command":"npx","args":["-y","@smithery/cli@latest","run","@x/y","--config","\\"{\\\\\\"apiKey\\\\\\":\\\\\\"‹key›\\\\\\"}\\""]}}}'],
  ['a shell history', '.zsh_history', ': 1700000000:0;claude mcp add a -- npx x\n: 1700000001:0;psql "postgres://app:‹password›@db.acme.co:5432/x"\n'],
]; // prettier-ignore

describe('credentials that lines name', () => {
  it.each(CASES)('%s', (_, path, template) => {
    expectPlanted(path, template);
  });
});

describe('lines that name no credential', () => {
  const random = sampler();
  it.each([
    [
      'the id of a credential kept elsewhere',
      'mcp-flow.json',
      JSON.stringify({ mcp: 1, data: { credential: random.uuid() } }),
    ],
    [
      'the token of a public key',
      'mcp/web.config',
      `<assemblyIdentity name="mcp" publicKeyToken="${random.hex(16)}" />`,
    ],
    [
      'the token of a badge',
      'README.md',
      `[![mcp](https://codecov.io/gh/acme/mcp/graph/badge.svg?token=${random.alnum(10)})](x)`,
    ],
    [
      'the signature of an address',
      'mcp.ts',
      `// see https://a.example/logs?urlSigningMethod=HMACV1&urlSignature=${random.alnum(43)}%3D\n`,
    ],
    [
      'the item of a vault',
      'mcp.json',
      JSON.stringify({
        mcpServers: {
          a: { env: { A_API_KEY: `{{ (bitwarden "item" "${random.uuid()}").login.password }}` } },
        },
      }),
    ],
    [
      'the next word of a list',
      '.mcp.json',
      JSON.stringify({
        mcpServers: {
          a: { command: 'docker', args: ['run', '-e', 'ACME_TOKEN', 'ghcr.io/acme/mcp-acme-manager:0.3.0'] },
        },
      }),
    ],
  ])('%s', (_, path, content) => {
    expect(detect({ path, content })).toEqual([]);
  });

  it('keeps a format of medium confidence, whatever stands around it', () => {
    const key = `AIza${random.base64url(34)}Q`;
    expect(detect({ path: 'README.md', content: `claude mcp add a -- npx x\n\nFOO=${key}\n` })).toMatchObject(
      [{ type: 'google-api-key' }],
    );
  });
});
