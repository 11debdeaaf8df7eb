import { readFileSync } from 'node:fs';
import { stringify } from 'yaml';
import { detect } from '../../src/detect/index.ts';

/** A value at its place in a public file; none of them is a secret. */
interface NaturalSlot {
  readonly slot: string;
  readonly key: string;
  readonly value: string;
}

interface Placed {
  readonly path: string;
  readonly content: string;
}

type Container = (slot: NaturalSlot) => Placed;

const mcpJson = (server: Readonly<Record<string, unknown>>, path = '.mcp.json'): Placed => ({
  path,
  content: `${JSON.stringify({ mcpServers: { tools: server } }, null, 2)}\n`,
});
const started = (...args: readonly string[]) =>
  mcpJson({ command: 'npx', args: ['-y', '@acme/mcp-server', ...args] });
const yaml = (path: string, document: unknown): Placed => ({
  path,
  content: stringify(document, { lineWidth: 0 }),
});
const step = (rest: Readonly<Record<string, unknown>>): Placed =>
  yaml('.github/workflows/agent.yml', {
    on: 'push',
    jobs: { agent: { 'runs-on': 'ubuntu-latest', steps: [{ uses: 'acme/action@v1', ...rest }] } },
  });
const cache = (entry: unknown): Placed => ({
  path: '.claude/.credentials.json',
  content: JSON.stringify({ mcpOAuth: { 'acme|0123456789abcdef': entry } }, null, 2),
});

const flag = (key: string) => (key.length === 1 ? `-${key}` : `--${key}`);
const added = (server: unknown): Placed => ({
  path: 'README.md',
  content: `Run\n\n\`\`\`sh\nclaude mcp add-json tools '${JSON.stringify(server)}'\n\`\`\`\n`,
});

/** Where a kind of slot stands in nature. */
const CONTAINERS: Readonly<Record<string, Container>> = {
  env: ({ key, value }) =>
    mcpJson({ command: 'npx', args: ['-y', '@acme/mcp-server'], env: { [key]: value } }),
  'env-list': ({ key, value }) =>
    yaml('docker-compose.yml', {
      services: { tools: { image: 'mcp/tools', environment: [`${key}=${value}`] } },
    }),
  dotenv: ({ key, value }) => ({ path: '.env.example', content: `${key}=${value}\n` }),
  header: ({ key, value }) => mcpJson({ url: 'https://mcp.acme.dev/mcp', headers: { [key]: value } }),
  'other-key:headers': ({ key, value }) =>
    yaml('librechat.yaml', {
      mcpServers: { tools: { type: 'sse', url: 'https://mcp.acme.dev/sse', headers: { [key]: value } } },
    }),
  url: ({ key, value }) => mcpJson({ [key || 'url']: value }),
  'arg:flag': ({ key, value }) => started(flag(key), value),
  'arg:url': ({ key, value }) => mcpJson({ command: 'uvx', args: [flag(key), value, 'server'] }),
  'arg:positional': ({ value }) => started(value),
  'arg:positional-url': ({ value }) => started(value),
  'arg:-e': ({ key, value }) =>
    mcpJson({ command: 'docker', args: ['run', '-i', '--rm', '-e', `${key}=${value}`, 'mcp/tools'] }),
  'arg:--header': ({ key, value }) =>
    mcpJson({
      command: 'npx',
      args: ['mcp-remote', 'https://mcp.acme.dev/mcp', '--header', `${key}: ${value}`],
    }),
  'arg:env-assign': ({ key, value }) =>
    mcpJson({ command: 'sh', args: ['-c', `${key}=${value} npx -y @acme/mcp-server`] }),
  'string-list': ({ key, value }) =>
    yaml('config/tools.yaml', {
      mcp: { servers: { tools: { command: 'uvx', args: ['server', flag(key), value] } } },
    }),
  'string-cmd': ({ key, value }) => mcpJson({ command: `docker run -i --rm -e ${key}=${value} mcp/tools` }),
  'env-json': ({ key, value }) =>
    mcpJson({ command: 'npx', env: { OPENAPI_MCP_HEADERS: JSON.stringify({ [key]: value }) } }),
  'oauth/auth': ({ key, value }) =>
    mcpJson({ url: 'https://mcp.acme.dev/mcp', auth: { [key]: value } }, '.cursor/mcp.json'),
  'inline-json:env': ({ key, value }) =>
    added({ command: 'npx', args: ['-y', '@acme/mcp-server'], env: { [key]: value } }),
  'inline-json:arg:-e': ({ key, value }) =>
    added({ command: 'docker', args: ['run', '-e', `${key}=${value}`, 'mcp/tools'] }),
  'inline-json:arg:flag': ({ key, value }) => added({ command: 'npx', args: [flag(key), value] }),
  'inline-json:arg:positional': ({ value }) => added({ command: 'npx', args: [value] }),
  'other-key:with': ({ key, value }) => step({ with: { [key]: value } }),
  'other-key:env': ({ key, value }) => step({ env: { [key]: value } }),
  'other-key:permissions': ({ key, value }) =>
    yaml('.github/workflows/agent.yml', { on: 'push', permissions: { [key]: value } }),
  'other-key:options': ({ key, value }) => ({
    path: 'opencode.json',
    content: JSON.stringify({ provider: { acme: { options: { [key]: value } } } }, null, 2),
  }),
  'other-key:custom': ({ key, value }) =>
    yaml('librechat.yaml', { endpoints: { custom: [{ name: 'acme', [key]: value }] } }),
  'other-key:webSearch': ({ key, value }) => yaml('librechat.yaml', { webSearch: { [key]: value } }),
  'other-key:read': ({ key, value }) => ({
    path: 'opencode.json',
    content: JSON.stringify({ permission: { read: { [key]: value } } }),
  }),
  'other-key:bash': ({ key, value }) => ({
    path: 'opencode.json',
    content: JSON.stringify({ permission: { bash: { [key]: value } } }),
  }),
  'other-key:discoveryState': ({ key, value }) => cache({ discoveryState: { [key]: value } }),
  'other-key:authorizationServerMetadata': ({ key, value }) =>
    cache({ discoveryState: { authorizationServerMetadata: { [key]: value } } }),
};

/** Anything else: a token of a cache, a property of a server, the key of a model provider. */
function elsewhere(natural: NaturalSlot): Placed {
  const { slot, key, value } = natural;
  if (slot.includes('|')) return cache({ [key]: value });
  if (slot.startsWith('inline:')) return mcpJson({ url: 'https://mcp.acme.dev/mcp', [key]: value });
  return yaml('fastagent.secrets.yaml', { [slot.replace('other-key:', '') || 'model']: { [key]: value } });
}

/** How many natural slots were looked at, and the place of each that was reported. Values are never shown. */
export function examineNatural(file: string): {
  readonly slots: number;
  readonly reported: readonly string[];
} {
  const slots = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as NaturalSlot);
  const reported = slots
    .filter((natural) => detect((CONTAINERS[natural.slot] ?? elsewhere)(natural)).length > 0)
    .map(({ slot, key }) => `${slot} ${key}`);
  return { slots: slots.length, reported };
}
