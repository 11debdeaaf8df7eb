import type { Page, QualitySurface } from '../quality-file.ts';
import { makeServers } from '../servers/make-servers.ts';
import { serverMap } from '../servers/server-json.ts';
import type { Sheet } from '../sheet.ts';
import { anyFormat } from '../values/secrets.ts';
import { bearer, ofFormat } from '../values/shapes.ts';
import { jsonStyle, writeJson, type Json } from '../writers/json.ts';
import { anyCommand } from './commands.ts';
import { mcpJsonText } from './nested-json.ts';

function claudeJson(sheet: Sheet): Page {
  const { random } = sheet;
  const pasted = `add this server\n${mcpJsonText(sheet, 'braces', { max: 1 })}`;
  const project: Json = {
    allowedTools: [],
    history: [
      {
        display: random.chance(0.5) ? anyCommand(sheet) : 'fix the test',
        pastedContents: random.chance(0.5) ? { '1': { id: 1, type: 'text', content: pasted } } : {},
      },
    ],
    mcpServers: serverMap(makeServers(sheet, { dialect: 'braces' }, 3), random),
    lastSessionId: sheet.decoy(random.text.uuid()),
  };
  const root: Json = {
    numStartups: 42,
    userID: sheet.decoy(random.text.hex(64)),
    claudeCodeFirstTokenDate: '2025-06-01T10:00:00.000Z',
    ...(random.chance(0.5)
      ? { mcpServers: serverMap(makeServers(sheet, { dialect: 'braces' }, 2), random) }
      : {}),
    projects: { '/home/dev/acme': project },
    oauthAccount: { accountUuid: sheet.decoy(random.text.uuid()), emailAddress: 'dev@acme.dev' },
  };
  return {
    path: random.pick(['.claude.json', 'home/dev/.claude.json', 'backup/.claude.json.backup']),
    text: writeJson(root, jsonStyle(random), random),
  };
}

const wrote = (content: string): Json => ({
  type: 'assistant',
  message: {
    content: [{ type: 'tool_use', name: 'Write', input: { file_path: '/home/dev/acme/.mcp.json', content } }],
  },
});

function transcript(sheet: Sheet): Page {
  const { random } = sheet;
  const says = (text: string): Json => ({
    type: 'user',
    sessionId: random.text.uuid(),
    uuid: random.text.uuid(),
    timestamp: '2025-11-02T10:11:12.000Z',
    message: { role: 'user', content: text },
  });
  const ran = (command: string): Json => ({
    type: 'assistant',
    uuid: random.text.uuid(),
    message: {
      role: 'assistant',
      model: 'claude-sonnet-4-5',
      content: [{ type: 'tool_use', id: `toolu_${random.text.alnum(24)}`, name: 'Bash', input: { command } }],
      usage: { input_tokens: 1200, output_tokens: 300 },
    },
  });
  const { value, key, provider } = anyFormat(random);
  const lines = random.some<Json>(
    [
      says('Please set up the MCP server'),
      ran(anyCommand(sheet)),
      wrote(mcpJsonText(sheet, 'braces', { max: 2 })),
      says(`here is the key: ${sheet.plant(value, { key, provider, slot: 'text' })}`),
    ],
    2,
    4,
  );
  return {
    path: random.pick(['.claude/projects/-home-dev-acme/5f0c2c1e.jsonl', 'logs/session.jsonl']),
    text: `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`,
  };
}

function markdownHistory(sheet: Sheet): Page {
  const { random } = sheet;
  const blocks = random.some(
    [
      () => `#### /run ${anyCommand(sheet)}`,
      () => `\`\`\`json\n${mcpJsonText(sheet, 'braces', { max: 2 })}\n\`\`\``,
      () =>
        `> export GITHUB_TOKEN=${sheet.plant(ofFormat('github-pat-classic')(random), { key: 'GITHUB_TOKEN', slot: 'text' })}`,
    ],
    1,
    3,
  );
  return {
    path: random.pick(['.specstory/history/2025-11-02_setup-mcp.md', '.aider.chat.history.md']),
    text: `# Set up MCP (2025-11-02)\n\n**User**\n\nset up the server\n\n${blocks.map((block) => block()).join('\n\n')}\n`,
  };
}

function debugLog(sheet: Sheet): Page {
  const { random } = sheet;
  const { value, key, provider } = anyFormat(random);
  const lines = [
    `[2025-11-02T10:11:12Z] [${random.int(1000, 9999)}] Connecting to remote server: https://mcp.acme.dev/mcp`,
    `[2025-11-02T10:11:12Z] session ${sheet.decoy(random.text.uuid())} trace ${sheet.decoy(random.text.hex(32))}`,
    `[2025-11-02T10:11:13Z] > POST /mcp Authorization: Bearer ${sheet.plant(bearer(random), { key: 'Authorization', slot: 'header' })}`,
    `[2025-11-02T10:11:13Z] ${key}=${sheet.plant(value, { key, provider, slot: 'text' })}`,
    `[2025-11-02T10:11:14Z] Authorization: Bearer [REDACTED]`,
  ];
  return {
    path: random.pick([
      'logs/mcp-server-acme.log',
      `.mcp-auth/mcp-remote-0.1.29/${random.text.hex(32)}_debug.log`,
    ]),
    text: `${random.some(lines, 2, 5).join('\n')}\n`,
  };
}

export const HISTORIES: readonly QualitySurface[] = [
  { name: 'history: .claude.json', write: claudeJson },
  { name: 'history: transcript', write: transcript },
  { name: 'history: markdown', write: markdownHistory },
  { name: 'history: log', write: debugLog },
];
