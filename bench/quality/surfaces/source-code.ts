import type { Page, QualitySurface } from '../quality-file.ts';
import { keyServer, variableOf } from '../servers/known-servers.ts';
import { makeServers } from '../servers/make-servers.ts';
import { serverMap } from '../servers/server-json.ts';
import type { Sheet } from '../sheet.ts';
import { authorization, plantShape } from '../values/secrets.ts';
import { bearer, opaque } from '../values/shapes.ts';
import { plantUrl, secretAddress } from '../values/url-secrets.ts';
import { PLAIN_JSON, writeJson, type Json } from '../writers/json.ts';

const python = (value: Json, depth = 0): string => {
  const margin = '    '.repeat(depth + 1);
  if (typeof value === 'string') return JSON.stringify(value);
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value))
    return `[${(value as readonly Json[]).map((item) => python(item, depth + 1)).join(', ')}]`;
  const entries = Object.entries(value).map(
    ([key, item]) => `${margin}${JSON.stringify(key)}: ${python(item, depth + 1)},`,
  );
  return entries.length === 0 ? '{}' : `{\n${entries.join('\n')}\n${'    '.repeat(depth)}}`;
};

/** Lines that name secrets without holding any. */
const PYTHON_DECOYS = [
  'API_KEY = os.environ["ACME_API_KEY"]',
  'token = os.getenv("GITHUB_TOKEN", "")',
  'headers["Authorization"] = f"Bearer {token}"',
  'MAX_TOKENS = 4000',
  'tokenizer = AutoTokenizer.from_pretrained("Qwen/Qwen3-8B")',
  'password = getpass.getpass("Password: ")',
  'assert response.headers["content-type"] == "application/json"',
  'secret_name = "projects/acme/secrets/mcp-token/versions/latest"',
];
const TS_DECOYS = [
  'const apiKey = process.env.ACME_API_KEY ?? "";',
  'const token = await getToken({ audience: "https://mcp.acme.dev" });',
  'headers.set("Authorization", `Bearer ${token}`);',
  'const maxTokens = 4000;',
  'const passwordField = form.querySelector("#password");',
  'if (!token) throw new Error("Set MCP_TOKEN");',
  'const key = createHash("sha256").update(body).digest("hex");',
];

type Snippet = (sheet: Sheet) => string;

const url = (sheet: Sheet) =>
  sheet.random.chance(0.4) ? plantUrl(sheet, secretAddress(sheet.random)) : 'https://mcp.acme.dev/mcp';
const auth = (sheet: Sheet) => authorization(sheet, { key: 'Authorization', slot: 'header' });
const raw = (sheet: Sheet, key: string) => sheet.plant(bearer(sheet.random), { key, slot: 'header' });
const remoteHeaders = (sheet: Sheet): Json => ({ Authorization: auth(sheet) });

const PYTHON: readonly Snippet[] = [
  (sheet) =>
    `from langchain_mcp_adapters.client import MultiServerMCPClient\n\nclient = MultiServerMCPClient(${python(serverMap(makeServers(sheet, { dialect: 'none' }, 3), sheet.random))})`,
  (sheet) =>
    `from agents.mcp import MCPServerStreamableHttp\n\nserver = MCPServerStreamableHttp(\n    name="acme",\n    params=${python({ url: url(sheet), headers: remoteHeaders(sheet), timeout: 10 }, 1)},\n)`,
  (sheet) =>
    `from agents import HostedMCPTool\n\ntool = HostedMCPTool(tool_config=${python({ type: 'mcp', server_label: 'acme', server_url: 'https://mcp.acme.dev/mcp', authorization: raw(sheet, 'authorization'), require_approval: 'never' })})`,
  (sheet) =>
    `from openai import OpenAI\n\nclient = OpenAI()\nresponse = client.responses.create(\n    model="gpt-4.1",\n    tools=[${python({ type: 'mcp', server_label: 'acme', server_url: url(sheet), headers: remoteHeaders(sheet) }, 1)}],\n    input="What is new?",\n)`,
  (sheet) =>
    `import anthropic\n\nclient = anthropic.Anthropic()\nresponse = client.beta.messages.create(\n    model="claude-sonnet-4-5",\n    max_tokens=1000,\n    messages=[{"role": "user", "content": "Hello"}],\n    mcp_servers=[${python({ type: 'url', url: 'https://mcp.acme.dev/sse', name: 'acme', authorization_token: raw(sheet, 'authorization_token') }, 1)}],\n    betas=["mcp-client-2025-04-04"],\n)`,
  (sheet) =>
    `from crewai import Agent\n\nagent = Agent(role="researcher", mcps=["${plantUrl(sheet, secretAddress(sheet.random))}"])`,
  (sheet) =>
    `from mcp import StdioServerParameters\n\nparams = StdioServerParameters(\n    command="npx",\n    args=["-y", "@acme/mcp-server"],\n    env=${environmentOf(sheet)},\n)`,
  (sheet) =>
    `from pydantic_ai.mcp import MCPServerStreamableHTTP\n\nserver = MCPServerStreamableHTTP("https://mcp.acme.dev/mcp", headers={"Authorization": "${auth(sheet)}"})`,
  (sheet) =>
    `from fastmcp import Client\nfrom fastmcp.client.transports import StreamableHttpTransport\n\ntransport = StreamableHttpTransport(url="${url(sheet)}", headers={"X-API-Key": "${sheet.plant(opaque(sheet.random), { key: 'X-API-Key', slot: 'header' })}"})`,
  (sheet) =>
    `from agno.tools.mcp import MCPTools\n\ntools = MCPTools(command="npx -y @acme/mcp-server", env=${environmentOf(sheet)})`,
];

function environmentOf(sheet: Sheet): string {
  const known = keyServer(sheet.random);
  const { key, shape } = variableOf(sheet.random, known);
  return `{"${key}": "${plantShape(sheet, shape, { key, slot: 'env', server: known.name })}", "LOG_LEVEL": "info"}`;
}

/** An object literal of TypeScript: keys without quotes, single quotes. */
const literal = (sheet: Sheet, value: Json, indent = '  ') =>
  writeJson(
    value,
    { ...PLAIN_JSON, loose: sheet.random.chance(0.7), trailingCommas: sheet.random.chance(0.6), indent },
    sheet.random,
  );

const TYPESCRIPT: readonly Snippet[] = [
  (sheet) =>
    `import { Client } from '@modelcontextprotocol/sdk/client/index.js';\nimport { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';\n\nconst transport = new StreamableHTTPClientTransport(new URL('${url(sheet)}'), ${literal(sheet, { requestInit: { headers: remoteHeaders(sheet) } })});`,
  (sheet) =>
    `import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';\n\nconst transport = new StdioClientTransport({ command: 'npx', args: ['-y', '@acme/mcp'], env: ${environmentOf(sheet)} });`,
  (sheet) =>
    `import { experimental_createMCPClient as createMCPClient } from 'ai';\n\nexport const client = await createMCPClient({\n  transport: { type: 'sse', url: '${url(sheet)}', headers: { Authorization: '${auth(sheet)}' } },\n});`,
  (sheet) =>
    `import { MCPClient } from '@mastra/mcp';\n\nexport const mcp = new MCPClient({ servers: ${literal(sheet, serverMap(makeServers(sheet, { dialect: 'none' }, 2), sheet.random))} });`,
  (sheet) =>
    `import OpenAI from 'openai';\n\nconst response = await new OpenAI().responses.create({\n  model: 'gpt-4.1',\n  tools: [{ type: 'mcp', server_label: 'acme', server_url: '${url(sheet)}', authorization: '${raw(sheet, 'authorization')}' }],\n  input: 'What is new?',\n});`,
  (sheet) =>
    `import Anthropic from '@anthropic-ai/sdk';\n\nconst message = await new Anthropic().beta.messages.create({\n  model: 'claude-sonnet-4-5',\n  max_tokens: 1000,\n  mcp_servers: [{ type: 'url', name: 'acme', url: 'https://mcp.acme.dev/sse', authorization_token: '${raw(sheet, 'authorization_token')}' }],\n});`,
  (sheet) =>
    `const response = await fetch('https://mcp.acme.dev/mcp', {\n  method: 'POST',\n  headers: { 'Content-Type': 'application/json', Authorization: '${auth(sheet)}' },\n  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),\n});`,
];

function source(
  snippets: readonly Snippet[],
  decoys: readonly string[],
  paths: readonly string[],
  comment: string,
) {
  return (sheet: Sheet): Page => {
    const { random } = sheet;
    const around = random.some(decoys, 1, 4).map((line) => sheet.decoy(line));
    const bodies = random.some(snippets, 1, 2).map((snippet) => snippet(sheet));
    return {
      path: random.pick(paths),
      text: `${comment} Talks to our MCP servers.\n${bodies.join('\n\n')}\n\n${around.join('\n')}\n`,
    };
  };
}

const pythonPage = source(
  PYTHON,
  PYTHON_DECOYS,
  ['src/agent.py', 'app/mcp_client.py', 'examples/demo.py', 'agent/tools.py'],
  '#',
);
const typeScriptPage = source(
  TYPESCRIPT,
  TS_DECOYS,
  ['src/mcp.ts', 'lib/client.mjs', 'app/api/chat/route.ts', 'scripts/probe.js'],
  '//',
);

/** A cell of a notebook is a list of lines with their newlines. */
const lines = (text: string): readonly string[] =>
  text.split('\n').map((line, index, all) => (index < all.length - 1 ? `${line}\n` : line));

function notebook(sheet: Sheet): Page {
  const { random } = sheet;
  const code = (text: string, output = ''): Json => ({
    cell_type: 'code',
    execution_count: random.int(1, 40),
    id: random.text.hex(8),
    metadata: {},
    outputs: output ? [{ name: 'stdout', output_type: 'stream', text: lines(output) }] : [],
    source: lines(text),
  });
  const known = keyServer(random);
  const { key, shape } = variableOf(random, known);
  const magic = `%env ${key}=${plantShape(sheet, shape, { key, slot: 'env', server: known.name })}`;
  const assigned = `import os\nos.environ["${key}"] = "${plantShape(sheet, shape, { key, slot: 'env', server: known.name })}"\nprint("ready")`;
  const printed = `connecting to https://mcp.acme.dev/mcp\nAuthorization: Bearer ${sheet.plant(bearer(random), { key: 'Authorization', slot: 'header' })}\n200 OK`;
  const cells = random.some<Json>(
    [
      code(magic),
      code(assigned),
      code('client.connect(debug=True)', printed),
      code(random.pick(PYTHON)(sheet)),
      {
        cell_type: 'markdown',
        id: random.text.hex(8),
        metadata: {},
        source: lines('# Tools\n\nSet your key first.'),
      },
      code(
        random
          .some(PYTHON_DECOYS, 2, 4)
          .map((line) => sheet.decoy(line))
          .join('\n'),
      ),
    ],
    2,
    5,
  );
  const document: Json = {
    cells,
    metadata: {
      kernelspec: { display_name: 'Python 3', language: 'python', name: 'python3' },
      language_info: { name: 'python', version: '3.12.3' },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return {
    path: random.pick(['notebooks/agent.ipynb', 'demo.ipynb']),
    text: `${writeJson(document, { ...PLAIN_JSON, indent: ' ' }, random)}\n`,
  };
}

export const SOURCE_CODE: readonly QualitySurface[] = [
  { name: 'source: python', write: pythonPage },
  { name: 'source: typescript', write: typeScriptPage },
  { name: 'notebook', write: notebook },
];
