import { describe, expect, it } from '@jest/globals';
import { detect } from '../../../src/detect/index.ts';
import { sampler } from '../../support/credentials.ts';
import { expectPlanted } from './planted.ts';

/** One server of an `.mcp.json`, the rest of whose configuration is given. */
const server = (rest: string) => `{"mcpServers":{"acme":{"url":"https://mcp.acme.dev",${rest}}}}`;
const env = (rest: string) => `{"mcpServers":{"acme":{"command":"npx","env":{${rest}}}}}`;

const CASES: readonly (readonly [string, string, string])[] = [
  ['short passwords in compose files', 'compose.yml', `# mcp\nservices:\n  a:\n    environment:\n      DB_PASSWORD: ‹short›\n`],
  ['short passwords in workflows', '.github/workflows/mcp.yml', `env:\n  DB_PASSWORD: ‹short›\n`],
  ['short passwords in a Procfile', 'Procfile', `web: DB_PASSWORD=‹short› npx mcp-server\n`],
  ['a UUID behind Bearer, in a command', 'README.md', '# MCP\n\n```sh\ncurl https://mcp.acme.dev/mcp -H "Authorization: Bearer ‹uuid›"\n```\n'],
  ['a UUID behind Bearer, in a program', 'x.py', `from mcp import x\nS("https://x.dev/mcp", headers={"Authorization": "Bearer ‹uuid›"})\n`],
  ['app passwords of Google', '.mcp.json', env('"IMAP_PASSWORD":"‹app›"')],
  ['seed phrases', '.mcp.json', env('"SEED_PHRASE":"‹seed›"')],
  ["an issuer's own scheme", '.mcp.json', server('"headers":{"Authorization":"DeepL-Auth-Key ‹key›"}')],
  ["Rails' scheme", '.mcp.json', server('"headers":{"Authorization":"Token token=‹key›"}')],
  ['cookies', '.mcp.json', server('"headers":{"Cookie":"session=‹key›; lang=en"}')],
  ['a document behind some words', '.claude.json', `{"projects":{"/p":{"history":[{"display":"add this: {\\"mcpServers\\":{\\"x\\":{\\"command\\":\\"x\\",\\"env\\":{\\"ACME_API_KEY\\":\\"‹hex32›\\"}}}}"}]}}}`],
  ['the words of a Goose link', 'README.md', `goose://extension?cmd=npx&arg=-y&arg=acme-mcp&arg=--api-key&arg=‹key›&id=x&name=acme\n`],
  ['a positional key with dashes', '.mcp.json', `{"mcpServers":{"kagi":{"command":"uvx","args":["kagi-mcp","‹dashed›"]}}}`],
  ["PostgreSQL's own connection strings", '.mcp.json', `{"mcpServers":{"pg":{"command":"docker","args":["run","-e","DATABASE_URI=host=db.acme-corp.io port=5432 user=app password=‹password› dbname=app","img"]}}}`],
  ['a path and its value', 'notes.md', `MCP:\n\n$ hermes config set mcp_servers.acme.env.ACME_API_KEY ‹key›\n`],
  ['entities in a page', 'README.md', `<pre>{ &quot;mcpServers&quot;: { &quot;a&quot;: { &quot;command&quot;: &quot;npx&quot;, &quot;env&quot;: { &quot;ACME_API_KEY&quot;: &quot;‹key›&quot; } } } }</pre>\n`],
  ["PHP's arrays", 'mcp.php', `<?php\nreturn ['mcpServers' => ['acme' => ['command' => 'npx', 'env' => ['ACME_API_KEY' => '‹key›']]]];\n`],
  ['fish', 'setup.fish', `# mcp\nset -gx ACME_API_KEY ‹key›\n`],
  ['PowerShell quotes in quotes', 'setup.ps1', 'claude mcp add-json acme "{`"type`":`"http`",`"url`":`"https://a.dev`",`"headers`":{`"X-Api-Key`":`"‹key›`"}}"\n'],
  ['code in a sentence', 'notes.md', 'I ran `npx mcp-remote https://x.dev/mcp --header "Authorization: Bearer ‹key›"`.\n'],
  ['both sides of a merge', '.mcp.json', `{"mcpServers":{"a":{"command":"npx",\n<<<<<<< HEAD\n"args":["-y","smithery","--key","‹uuid›"]}\n=======\n"env":{"API_KEY":"‹hex›"}}\n>>>>>>> it's theirs\n}}\n`],
]; // prettier-ignore

describe('credentials written in odd ways', () => {
  it.each(CASES)('%s', (_, path, template) => {
    expectPlanted(path, template);
  });
});

describe('what only looks like a credential', () => {
  const random = sampler();
  it.each([
    [
      'SOPS',
      `ENC[AES256_GCM,data:${random.alnum(24)},iv:${random.alnum(43)}=,tag:${random.alnum(22)}==,type:str]`,
    ],
    ['dotenvx', `encrypted:B${random.alnum(120)}`],
    [
      'Azure Key Vault',
      `@Microsoft.KeyVault(SecretUri=https://acme.vault.azure.net/secrets/tok/${random.hex(32)})`,
    ],
  ])('ciphertext and references: %s', (_, value) => {
    const places: readonly (readonly [string, string])[] = [
      ['.env', `ACME_API_KEY="${value}"\n`],
      ['.mcp.json', env(`"ACME_API_KEY":"${value}"`)],
    ];
    for (const [path, content] of places) expect(detect({ path, content })).toEqual([]);
  });

  it('sealed secrets', () => {
    const content = `kind: SealedSecret\nmetadata: { name: mcp }\nspec:\n  encryptedData:\n    ACME_API_KEY: AgB${random.alnum(300)}\n`;
    expect(detect({ path: 'k8s/mcp.yaml', content })).toEqual([]);
  });

  it.each([
    'progressToken',
    'nextPageToken',
    'continuationToken',
    'sync_token',
    'cancellationToken',
    'csrfToken',
  ])('marks of a protocol: %s', (key) => {
    const content = JSON.stringify({
      jsonrpc: '2.0',
      mcp: true,
      result: { _meta: { [key]: random.alnum(32) } },
    });
    expect(detect({ path: 'mcp-trace.json', content })).toEqual([]);
  });
});
