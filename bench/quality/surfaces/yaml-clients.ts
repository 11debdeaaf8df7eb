import type { Page, QualitySurface } from '../quality-file.ts';
import { makeServers } from '../servers/make-servers.ts';
import { serverJson, serverMap } from '../servers/server-json.ts';
import type { Server } from '../servers/server.ts';
import type { Sheet } from '../sheet.ts';
import type { Dialect } from '../values/references.ts';
import { secretOrDecoy } from '../values/secrets.ts';
import { writeYaml, yamlStyle } from '../writers/yaml.ts';
import type { Json } from '../writers/json.ts';

const page = (sheet: Sheet, paths: readonly string[], document: Json): Page => ({
  path: sheet.random.pick(paths),
  text: `${writeYaml(document, yamlStyle(sheet.random), sheet.random)}\n`,
});

const PROVIDERS = [
  ['openai', 'openai-project-key'],
  ['anthropic', 'anthropic-api-key'],
  ['google', 'google-api-key'],
  ['openrouter', 'openrouter-api-key'],
  ['groq', 'groq-api-key'],
] as const;

/** The key of a model provider, which the same files hold. */
function providerKey(
  sheet: Sheet,
  dialect: Dialect,
  key = 'api_key',
): { readonly provider: string; readonly value: string } {
  const [provider, shape] = sheet.random.pick(PROVIDERS);
  return { provider, value: secretOrDecoy(sheet, dialect, shape, { key, slot: 'text', provider }) };
}

function continueServer(sheet: Sheet, { name, url, headers, ...rest }: Server): Json {
  const { random } = sheet;
  if (url === undefined) return { name, ...(serverJson({ name, ...rest }, random) as Record<string, Json>) };
  return {
    name,
    type: 'streamable-http',
    url,
    ...(headers ? { requestOptions: { headers: Object.fromEntries(headers) } } : {}),
  };
}

function continueYaml(sheet: Sheet): Page {
  const { random } = sheet;
  const servers = makeServers(sheet, { dialect: 'continue' }, 5).map((server) =>
    continueServer(sheet, server),
  );
  const model = providerKey(sheet, 'continue', 'apiKey');
  const models: Json = [{ name: 'main', provider: model.provider, model: 'gpt-4.1', apiKey: model.value }];
  return page(
    sheet,
    ['.continue/config.yaml', '.continue/mcpServers/tools.yaml', '.continue/mcpServers/acme.yaml'],
    {
      name: 'acme',
      version: '0.0.1',
      schema: 'v1',
      ...(random.chance(0.4) ? { models } : {}),
      mcpServers: servers,
    },
  );
}

function goose(sheet: Sheet): Page {
  const { random } = sheet;
  const extension = ({ name, command, args, env, url, headers }: Server): Record<string, Json> => ({
    name,
    enabled: true,
    ...(url === undefined
      ? {
          type: 'stdio',
          cmd: command ?? 'npx',
          args: args ?? [],
          ...(env ? { envs: Object.fromEntries(env) } : {}),
          env_keys: ['GITHUB_TOKEN'],
        }
      : {
          type: random.pick(['streamable_http', 'sse']),
          uri: url,
          ...(headers ? { headers: Object.fromEntries(headers) } : {}),
        }),
    timeout: 300,
  });
  const servers = makeServers(sheet, { dialect: 'none' }, 4);
  sheet.decoy('GITHUB_TOKEN');
  if (random.chance(0.3))
    return page(sheet, ['recipes/triage.yaml', '.goose/recipes/review.yaml'], {
      version: '1.0.0',
      title: 'Triage',
      prompt: 'Read the issues',
      extensions: servers.map(extension),
    });
  return page(sheet, ['.config/goose/config.yaml', '.goose/config.yaml', 'Block/goose/config/config.yaml'], {
    GOOSE_PROVIDER: 'anthropic',
    GOOSE_MODEL: 'claude-sonnet-4-5',
    extensions: Object.fromEntries(servers.map((server) => [server.name, extension(server)])),
  });
}

function agentConfig(kind: 'fastagent' | 'mcp_agent', secrets: boolean) {
  return (sheet: Sheet): Page => {
    const dialect = 'braces';
    const { provider, value } = providerKey(sheet, dialect);
    const servers = serverMap(makeServers(sheet, { dialect }, 4), sheet.random);
    const root: Json = secrets
      ? { [provider]: { api_key: value }, mcp: { servers } }
      : { default_model: 'sonnet', logger: { type: 'console', level: 'info' }, mcp: { servers } };
    const file = secrets ? `${kind}.secrets.yaml` : `${kind}.config.yaml`;
    return page(sheet, [file, `examples/basic/${file}`, `${file}.example`], root);
  };
}

function libreChat(sheet: Sheet): Page {
  const { random } = sheet;
  const { provider, value } = providerKey(sheet, 'libreChat', 'apiKey');
  const custom: Json = [
    {
      name: provider,
      apiKey: random.chance(0.2) ? sheet.decoy('user_provided') : value,
      baseURL: 'https://api.acme.dev/v1',
      models: { default: ['gpt-4o-mini'], fetch: true },
    },
  ];
  return page(sheet, ['librechat.yaml', 'librechat.example.yaml'], {
    version: '1.2.8',
    cache: true,
    mcpServers: serverMap(makeServers(sheet, { dialect: 'libreChat' }, 5), random),
    endpoints: { custom },
  });
}

function spring(sheet: Sheet): Page {
  const { random } = sheet;
  const servers = makeServers(sheet, { dialect: 'braces', remote: false }, 3);
  return page(sheet, ['src/main/resources/application.yml', 'application-prod.yaml'], {
    spring: {
      application: { name: 'agent' },
      ai: { mcp: { client: { stdio: { connections: serverMap(servers, random) } } } },
    },
  });
}

function listForm(sheet: Sheet): Page {
  const servers = makeServers(sheet, { dialect: 'none' }, 4).map((server) => ({
    name: server.name,
    ...(serverJson(server, sheet.random) as Record<string, Json>),
  }));
  return page(sheet, ['config/mcp.yaml', 'agents/crew.yaml', 'mcp-servers.yml'], {
    [sheet.random.pick(['mcp_servers', 'mcpServers'])]: servers,
  });
}

export const YAML_CLIENTS: readonly QualitySurface[] = [
  { name: 'yaml: continue', write: continueYaml },
  { name: 'yaml: goose', write: goose },
  { name: 'yaml: fast-agent config', write: agentConfig('fastagent', false) },
  { name: 'yaml: fast-agent secrets', write: agentConfig('fastagent', true) },
  { name: 'yaml: mcp-agent config', write: agentConfig('mcp_agent', false) },
  { name: 'yaml: mcp-agent secrets', write: agentConfig('mcp_agent', true) },
  { name: 'yaml: librechat', write: libreChat },
  { name: 'yaml: spring', write: spring },
  { name: 'yaml: list form', write: listForm },
];
