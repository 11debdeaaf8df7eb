import type { Page, QualitySurface } from '../quality-file.ts';
import { makeServers } from '../servers/make-servers.ts';
import { serverMap } from '../servers/server-json.ts';
import type { Sheet } from '../sheet.ts';
import { jsonStyle, writeJson, type Json } from '../writers/json.ts';
import { writeYaml, yamlStyle } from '../writers/yaml.ts';

const withHead = (sheet: Sheet, head: Json, body: string) =>
  `---\n${writeYaml(head, yamlStyle(sheet.random), sheet.random)}\n---\n\n${body}\n`;

function agent(sheet: Sheet): Page {
  const { random } = sheet;
  const servers = serverMap(makeServers(sheet, { dialect: 'copilotAgent' }, 3), random);
  const head: Json = {
    name: 'reviewer',
    description: 'Reviews pull requests',
    tools: ['read', 'search'],
    'mcp-servers': servers,
  };
  return {
    path: random.pick([
      '.github/agents/reviewer.agent.md',
      '.github/agents/triage.md',
      '.github/chatmodes/ops.chatmode.md',
    ]),
    text: withHead(sheet, head, '# Reviewer\n\nRead the change, then say what is wrong with it.'),
  };
}

function agenticWorkflow(sheet: Sheet): Page {
  const servers = serverMap(makeServers(sheet, { dialect: 'workflow' }, 3), sheet.random);
  const head: Json = {
    on: { issues: { types: ['opened'] } },
    permissions: { contents: 'read' },
    engine: 'claude',
    'mcp-servers': servers,
  };
  return {
    path: '.github/workflows/triage.md',
    text: withHead(sheet, head, '# Triage\n\nRead the issue and label it.'),
  };
}

function cursorRule(sheet: Sheet): Page {
  const { random } = sheet;
  const map = { mcpServers: serverMap(makeServers(sheet, { dialect: 'cursor' }, 2), random) };
  const text = `---\ndescription: How our MCP servers are set up\nglobs: ["**/*.ts"]\nalwaysApply: false\n---\n\nPut this into \`.cursor/mcp.json\`:\n\n\`\`\`json\n${writeJson(map, jsonStyle(random), random)}\n\`\`\`\n`;
  return { path: '.cursor/rules/mcp.mdc', text };
}

export const FRONT_MATTER: readonly QualitySurface[] = [
  { name: 'front matter: agent.md', write: agent },
  { name: 'front matter: agentic workflow', write: agenticWorkflow },
  { name: 'markdown: cursor rule', write: cursorRule },
];
