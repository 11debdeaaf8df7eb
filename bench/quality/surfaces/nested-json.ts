import { base64 } from '../encode.ts';
import type { Page, QualitySurface } from '../quality-file.ts';
import { makeServer, makeServers } from '../servers/make-servers.ts';
import { serverMap } from '../servers/server-json.ts';
import type { Sheet } from '../sheet.ts';
import type { Dialect } from '../values/references.ts';
import { ofFormat } from '../values/shapes.ts';
import { jsonStyle, PLAIN_JSON, writeJson, type Json } from '../writers/json.ts';
import { xmlText } from '../writers/quoting.ts';
import { blockScalar, writeYaml, yamlStyle } from '../writers/yaml.ts';

/** A whole `mcp.json` as text. */
export function mcpJsonText(sheet: Sheet, dialect: Dialect, { compact = false, max = 3 } = {}): string {
  const { random } = sheet;
  const document: Json = { mcpServers: serverMap(makeServers(sheet, { dialect }, max), random) };
  return compact
    ? JSON.stringify(document)
    : writeJson(document, { ...jsonStyle(random), newline: '\n', indent: '  ' }, random);
}

function configMap(sheet: Sheet): Page {
  const { random } = sheet;
  const head = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: mcp-config\ndata:\n`;
  const text = random.chance(0.6)
    ? `${head}  mcp.json: |${random.pick(['', '-'])}\n${blockScalar(mcpJsonText(sheet, 'none'), 4)}\n`
    : `${head}  mcp.json: ${random.chance(0.5) ? `'${mcpJsonText(sheet, 'none', { compact: true }).replaceAll("'", "''")}'` : JSON.stringify(mcpJsonText(sheet, 'none', { compact: true }))}\n`;
  return { path: 'k8s/configmap.yaml', text };
}

/** A manifest whose encoded value is a whole configuration with one credential: the run is the place. */
function encodedConfig(sheet: Sheet): Page {
  const token = sheet.plant(ofFormat('github-pat-classic')(sheet.random), {
    slot: 'env',
    server: 'github',
    key: 'GITHUB_PERSONAL_ACCESS_TOKEN',
  });
  const config = JSON.stringify({
    mcpServers: {
      github: {
        command: 'docker',
        args: ['run', '-i', 'ghcr.io/github/github-mcp-server'],
        env: { GITHUB_PERSONAL_ACCESS_TOKEN: token },
      },
    },
  });
  return {
    path: 'k8s/mcp-secret.yaml',
    text: `apiVersion: v1\nkind: Secret\nmetadata:\n  name: mcp\ndata:\n  mcp.json: ${sheet.encoded(config, base64)}\n`,
  };
}

function flowise(sheet: Sheet): Page {
  const { random } = sheet;
  const [server] = makeServers(sheet, { dialect: 'none' }, 1);
  const config = writeJson(
    (serverMap(server ? [server] : [], random) as Record<string, Json>)[server?.name ?? ''] ?? {},
    PLAIN_JSON,
    random,
  );
  const document: Json = {
    nodes: [
      {
        id: 'customMCP_0',
        position: { x: 12, y: 40 },
        data: { name: 'customMCP', inputs: { mcpServerConfig: config, mcpActions: '' } },
      },
    ],
    edges: [],
  };
  return {
    path: random.pick(['flows/agent Chatflow.json', 'exports/flowise.json']),
    text: writeJson(document, jsonStyle(random), random),
  };
}

function langflow(sheet: Sheet): Page {
  const { random } = sheet;
  const document: Json = {
    data: {
      nodes: [
        {
          data: {
            type: 'MCPTools',
            node: {
              template: {
                mcp_server: {
                  value: {
                    name: 'tools',
                    config: serverMap(
                      [{ ...makeServer(sheet, { dialect: 'none' }), name: 'config' }],
                      random,
                    ),
                  },
                },
              },
            },
          },
        },
      ],
    },
    name: 'Agent',
  };
  return { path: 'flows/langflow-agent.json', text: writeJson(document, jsonStyle(random), random) };
}

function dify(sheet: Sheet): Page {
  const { random } = sheet;
  const document: Json = {
    app: { mode: 'agent-chat', name: 'Support' },
    kind: 'app',
    model_config: {
      agent_mode: {
        tools: [
          {
            provider_type: 'mcp',
            tool_parameters: { servers_config: mcpJsonText(sheet, 'none', { compact: true }) },
          },
        ],
      },
    },
  };
  return {
    path: random.pick(['dify/support.yml', 'apps/agent.dsl.yml']),
    text: `${writeYaml(document, yamlStyle(random), random)}\n`,
  };
}

function jetBrains(sheet: Sheet): Page {
  const { random } = sheet;
  const text = random.chance(0.5)
    ? `        <option name="json" value="${xmlText(mcpJsonText(sheet, 'none', { compact: true }))}" />\n`
    : makeServers(sheet, { dialect: 'none', remote: false }, 3)
        .map(({ name, command = '', args = [], env = [] }) =>
          [
            `        <McpServerCommand>`,
            `          <option name="name" value="${name}" />`,
            `          <option name="programPath" value="${command}" />`,
            `          <option name="arguments" value="${xmlText(args.filter((arg) => !/[\s"']/.test(arg)).join(' '))}" />`,
            `          <envs>`,
            ...env.map(([key, value]) => `            <env name="${key}" value="${xmlText(value)}" />`),
            `          </envs>`,
            `        </McpServerCommand>`,
          ].join('\n'),
        )
        .join('\n');
  return {
    path: random.pick(['.idea/llm.mcpServers.xml', '.idea/mcp.xml', '.idea/mcpServers.xml']),
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<project version="4">\n  <component name="McpApplicationServerCommands">\n    <commands>\n${text}\n    </commands>\n  </component>\n</project>\n`,
  };
}

export const NESTED_JSON: readonly QualitySurface[] = [
  { name: 'kubernetes: configmap', write: configMap },
  { name: 'kubernetes: encoded mcp.json', write: encodedConfig },
  { name: 'export: flowise', write: flowise },
  { name: 'export: langflow', write: langflow },
  { name: 'export: dify', write: dify },
  { name: 'xml: jetbrains', write: jetBrains },
];
