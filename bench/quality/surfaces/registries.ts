import type { Page, QualitySurface } from '../quality-file.ts';
import { keyServer, variableOf } from '../servers/known-servers.ts';
import type { Sheet } from '../sheet.ts';
import { authorization, decoyFor, plantShape } from '../values/secrets.ts';
import { bearer, opaque, uuid } from '../values/shapes.ts';
import { plantUrl, secretAddress } from '../values/url-secrets.ts';
import { jsonStyle, writeJson, type Json } from '../writers/json.ts';
import { writeYaml, yamlStyle } from '../writers/yaml.ts';

const json = (sheet: Sheet, path: string, document: Json): Page => ({
  path,
  text: writeJson(document, jsonStyle(sheet.random), sheet.random),
});

function secretInput(sheet: Sheet, named: string): Record<string, Json> {
  const { random } = sheet;
  const known = keyServer(random);
  const { key, shape } = variableOf(random, known);
  const slot = random.pick(['value', 'default']);
  const value = random.chance(0.5)
    ? plantShape(sheet, shape, { key, slot: 'env', server: known.name })
    : decoyFor(sheet, 'bundle', key);
  return {
    [named]: key,
    description: 'The key of the service',
    isRequired: true,
    isSecret: true,
    ...(random.chance(0.8) ? { [slot]: value } : {}),
  };
}

function serverJsonFile(sheet: Sheet): Page {
  const { random } = sheet;
  const old = random.chance(0.3);
  const variables: Json = [secretInput(sheet, 'name'), { name: 'LOG_LEVEL', default: 'info' }];
  const packages: Json = [
    {
      [old ? 'registry_name' : 'registryType']: 'npm',
      [old ? 'name' : 'identifier']: '@acme/mcp-server',
      version: '1.4.2',
      ...(old ? { environment_variables: variables } : { environmentVariables: variables }),
      ...(random.chance(0.4)
        ? {
            packageArguments: [
              {
                type: 'named',
                name: '--api-key',
                isSecret: true,
                value: sheet.plant(opaque(random), { key: 'api-key', slot: 'argument' }),
              },
            ],
          }
        : {}),
    },
  ];
  const remotes: Json = [
    {
      type: 'streamable-http',
      url: 'https://mcp.acme.dev/mcp',
      headers: [
        {
          name: 'Authorization',
          isSecret: true,
          value: random.chance(0.5)
            ? authorization(sheet, { key: 'Authorization', slot: 'header' })
            : 'Bearer {token}',
        },
      ],
    },
  ];
  return json(sheet, 'server.json', {
    $schema: 'https://static.modelcontextprotocol.io/schemas/2025-09-29/server.schema.json',
    name: 'dev.acme/mcp',
    description: 'Acme',
    version: '1.4.2',
    ...(random.chance(0.7) ? { packages } : {}),
    ...(random.chance(0.6) ? { remotes } : {}),
  });
}

function bundle(sheet: Sheet): Page {
  const { random } = sheet;
  const known = keyServer(random);
  const { key, shape } = variableOf(random, known);
  const id = key.toLowerCase();
  const fallback = random.chance(0.5) ? { default: plantShape(sheet, shape, { key: id, slot: 'env' }) } : {};
  return json(sheet, 'manifest.json', {
    manifest_version: '0.2',
    name: known.name,
    version: '1.0.0',
    author: { name: 'Acme' },
    license: 'MIT',
    server: {
      type: 'node',
      entry_point: 'server/index.js',
      mcp_config: {
        command: 'node',
        args: ['${__dirname}/server/index.js'],
        env: {
          [key]: sheet.decoy(`\${user_config.${id}}`),
          HOME_DIR: '${HOME}',
          ...(random.chance(0.4)
            ? { ACME_TOKEN: sheet.plant(bearer(random), { key: 'ACME_TOKEN', slot: 'env' }) }
            : {}),
        },
      },
    },
    user_config: { [id]: { type: 'string', title: 'API key', sensitive: true, required: true, ...fallback } },
  });
}

function smithery(sheet: Sheet): Page {
  const { random } = sheet;
  const value = random.chance(0.6)
    ? sheet.plant(random.pick([uuid, opaque])(random), { key: 'exaApiKey', slot: 'env' })
    : sheet.decoy('your-exa-api-key');
  const head = writeYaml(
    {
      startCommand: {
        type: 'stdio',
        configSchema: {
          type: 'object',
          required: ['exaApiKey'],
          properties: { exaApiKey: { type: 'string', description: 'The API key for Exa' } },
        },
        exampleConfig: { exaApiKey: value, debug: false },
      },
    },
    { ...yamlStyle(random), comments: false },
    random,
  );
  return { path: 'smithery.yaml', text: `${head}\nbuild:\n  dockerfile: Dockerfile\n` };
}

function n8n(sheet: Sheet): Page {
  const { random } = sheet;
  const headers: Json = {
    parameters: [
      { name: 'Authorization', value: authorization(sheet, { key: 'Authorization', slot: 'header' }) },
      { name: 'Accept', value: 'text/event-stream' },
    ],
  };
  const client: Json = {
    parameters: {
      endpointUrl: random.chance(0.6) ? plantUrl(sheet, secretAddress(random)) : 'https://mcp.acme.dev/sse',
      serverTransport: 'httpStreamable',
    },
    type: '@n8n/n8n-nodes-langchain.mcpClientTool',
    typeVersion: 1.1,
    position: [120, 40],
    id: sheet.decoy(random.text.uuid()),
    name: 'MCP Client',
  };
  const request: Json = {
    parameters: {
      method: 'POST',
      url: 'https://mcp.acme.dev/mcp',
      sendHeaders: true,
      headerParameters: headers,
    },
    type: 'n8n-nodes-base.httpRequest',
    typeVersion: 4.2,
    position: [340, 40],
    id: sheet.decoy(random.text.uuid()),
    name: 'Call MCP',
    credentials: { httpHeaderAuth: { id: random.text.alnum(16), name: 'Header Auth account' } },
  };
  return json(sheet, random.pick(['workflows/agent.json', 'n8n/My workflow.json']), {
    name: 'Agent',
    nodes: random.some([client, request], 1, 2),
    connections: {},
    active: false,
    id: sheet.decoy(random.text.alnum(16)),
    versionId: sheet.decoy(random.text.uuid()),
    meta: { instanceId: sheet.decoy(random.text.hex(64)) },
  });
}

function dockerCatalog(sheet: Sheet): Page {
  const { random } = sheet;
  const document: Json = {
    registry: {
      acme: {
        title: 'Acme',
        image: `mcp/acme@sha256:${sheet.decoy(random.text.hex(64))}`,
        secrets: [
          {
            name: sheet.decoy('acme.api_key'),
            env: sheet.decoy('ACME_API_KEY'),
            example: sheet.decoy('your-acme-api-key'),
          },
        ],
        env: [
          { name: 'ACME_URL', value: '{{acme.url}}' },
          {
            name: 'ACME_TOKEN',
            value: random.chance(0.5)
              ? sheet.plant(bearer(random), { key: 'ACME_TOKEN', slot: 'env' })
              : sheet.decoy('{{acme.token}}'),
          },
        ],
      },
    },
  };
  return { path: 'catalogs/acme.yaml', text: `${writeYaml(document, yamlStyle(random), random)}\n` };
}

export const REGISTRIES: readonly QualitySurface[] = [
  { name: 'registry: server.json', write: serverJsonFile },
  { name: 'registry: bundle manifest', write: bundle },
  { name: 'registry: smithery.yaml', write: smithery },
  { name: 'registry: docker catalog', write: dockerCatalog },
  { name: 'export: n8n', write: n8n },
];
