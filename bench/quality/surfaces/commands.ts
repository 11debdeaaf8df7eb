import type { Page, QualitySurface } from '../quality-file.ts';
import { containerServer, keyServer, startedServer, variableOf } from '../servers/known-servers.ts';
import { harmlessSettings } from '../servers/recipe.ts';
import { makeServer } from '../servers/make-servers.ts';
import { serverJson } from '../servers/server-json.ts';
import type { Sheet } from '../sheet.ts';
import { plainPlaceholder } from '../values/placeholders.ts';
import { authorization, decoyFor, plantShape } from '../values/secrets.ts';
import { alnum, bearer, ofFormat, token, uuid } from '../values/shapes.ts';
import { plantUrl, secretAddress, VARIABLES } from '../values/url-secrets.ts';
import { shellDouble, shellSingle, shellWord } from '../writers/quoting.ts';

type Command = (sheet: Sheet) => string;

/** `KEY=value` words of a server: credentials, references and placeholders. */
function assignments(sheet: Sheet, flag: string): readonly string[] {
  const { random } = sheet;
  const known = keyServer(random);
  return Object.entries(known.env).map(([key, shape]) => {
    const value = random.chance(0.6)
      ? plantShape(sheet, shape, { key, slot: 'argument', server: known.name })
      : random.chance(0.5)
        ? decoyFor(sheet, 'shell', key)
        : sheet.decoy(plainPlaceholder(random, key));
    return `${flag} ${shellWord(`${key}=${value}`, random)}`;
  });
}

const header = (sheet: Sheet, name = 'Authorization') => {
  const { random } = sheet;
  const value = random.chance(0.7)
    ? authorization(sheet, { key: name, slot: 'header' })
    : `Bearer ${decoyFor(sheet, 'shell', 'MCP_TOKEN')}`;
  const gap = random.chance(0.8) ? ' ' : '';
  return /\$/.test(value)
    ? shellDouble(`${name}:${gap}${value}`, true)
    : random.chance(0.5)
      ? shellDouble(`${name}:${gap}${value}`)
      : shellSingle(`${name}:${gap}${value}`);
};

const joined = (sheet: Sheet, words: readonly string[]) =>
  words.join(sheet.random.chance(0.4) ? ' \\\n  ' : ' ');

const claudeAdd: Command = (sheet) => {
  const { random } = sheet;
  const { name, run } = startedServer(random);
  return joined(sheet, [
    `claude mcp add ${name}`,
    ...random.pick([[], ['--scope user'], ['-s project']]),
    ...assignments(sheet, random.pick(['-e', '--env'])),
    `-- ${run}`,
  ]);
};
const claudeAddRemote: Command = (sheet) =>
  joined(sheet, [
    'claude mcp add --transport http acme https://mcp.acme.dev/mcp',
    `${sheet.random.pick(['--header', '-H'])} ${header(sheet)}`,
  ]);
const claudeClientSecret: Command = (sheet) =>
  joined(sheet, [
    'claude mcp add --transport http',
    `--client-id ${sheet.decoy(sheet.random.text.uuid())}`,
    `--client-secret ${sheet.plant(token(43)(sheet.random), { key: 'client-secret', slot: 'oauth-client-secret' })}`,
    'acme https://mcp.acme.dev/mcp',
  ]);
const claudeAddJson: Command = (sheet) => {
  const json = JSON.stringify(serverJson(makeServer(sheet, { dialect: 'none' }), sheet.random));
  return `${sheet.random.pick(['claude mcp add-json acme', 'code --add-mcp', 'copilot --additional-mcp-config'])} ${shellSingle(json)}`;
};
const codexAdd: Command = (sheet) =>
  joined(sheet, [
    `${sheet.random.pick(['codex', 'gemini', 'qwen', 'copilot', 'droid', 'amp', 'kilo'])} mcp add tools`,
    ...assignments(sheet, '--env'),
    `-- ${startedServer(sheet.random).run}`,
  ]);
const mcpRemote: Command = (sheet) =>
  joined(sheet, [`npx -y mcp-remote https://mcp.acme.dev/sse`, `--header ${header(sheet)}`]);
const urlCommand: Command = (sheet) =>
  `${sheet.random.pick(['claude mcp add --transport http remote', 'npx mcp-remote', 'npx add-mcp', 'npx @modelcontextprotocol/inspector --cli'])} ${shellDouble(plantUrl(sheet, secretAddress(sheet.random)))}`;
const dockerRun: Command = (sheet) =>
  joined(sheet, [
    'docker run -i --rm',
    ...assignments(sheet, '-e'),
    `-e ${sheet.decoy('GITHUB_TOKEN')}`,
    containerServer(sheet.random).image,
  ]);
const dockerSecret: Command = (sheet) => `docker mcp secret set ${assignments(sheet, '')[0]?.trim() ?? ''}`;
const smithery: Command = (sheet) =>
  `npx -y @smithery/cli@latest install exa --client claude --key ${sheet.plant(uuid(sheet.random), { key: 'key', slot: 'argument' })} --profile quiet-maple-Xk29Ab`;
const exported: Command = (sheet) => {
  const known = keyServer(sheet.random);
  const { key, shape } = variableOf(sheet.random, known);
  const value = sheet.random.chance(0.6)
    ? plantShape(sheet, shape, { key, slot: 'env', server: known.name })
    : decoyFor(sheet, 'shell', key);
  return `export ${key}=${value === '' ? '""' : shellWord(value, sheet.random)}`;
};
const inlineVariable: Command = (sheet) =>
  `${assignments(sheet, '')[0]?.trim() ?? ''} ${startedServer(sheet.random).run}`;
const curl: Command = (sheet) => {
  const { random } = sheet;
  const body = JSON.stringify({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'search', arguments: { query: 'status', token_limit: 4000 } },
  });
  return joined(sheet, [
    'curl -sS -X POST https://mcp.acme.dev/mcp',
    `-H 'Content-Type: application/json'`,
    `-H ${header(sheet)}`,
    ...(random.chance(0.3)
      ? [
          `-H ${shellDouble(`X-API-Key: ${sheet.plant(alnum(32, 40)(random), { key: 'X-API-Key', slot: 'header' })}`)}`,
        ]
      : []),
    `-d ${shellSingle(body)}`,
  ]);
};
const webhook: Command = (sheet) =>
  `curl -X POST ${shellSingle(plantUrl(sheet, sheet.random.pick(VARIABLES.filter(({ url }) => url.startsWith('https:')))))}`;
const powerShell: Command = (sheet) => {
  const { random } = sheet;
  const key = 'GITHUB_PERSONAL_ACCESS_TOKEN';
  const secret = sheet.plant(ofFormat('github-pat-classic')(random), { key, slot: 'env' });
  return random.pick([
    `$env:${key} = "${secret}"`,
    `claude mcp add-json github "{\`"command\`":\`"npx\`",\`"args\`":[\`"-y\`",\`"@modelcontextprotocol/server-github\`"],\`"env\`":{\`"${key}\`":\`"${secret}\`"}}"`,
    `[Environment]::SetEnvironmentVariable('${key}', '${secret}', 'User')`,
  ]);
};
const windows: Command = (sheet) =>
  `setx ACME_API_KEY "${sheet.plant(sheet.random.text.hex(64), { key: 'ACME_API_KEY', slot: 'env' })}"`;
const heredoc: Command = (sheet) => {
  const map = JSON.stringify(
    { mcpServers: { acme: serverJson(makeServer(sheet, { dialect: 'none' }), sheet.random) } },
    null,
    2,
  );
  return `cat > .mcp.json << 'EOF'\n${map}\nEOF`;
};
const appended: Command = (sheet) => {
  const known = keyServer(sheet.random);
  const { key, shape } = variableOf(sheet.random, known);
  return `echo "${key}=${plantShape(sheet, shape, { key, slot: 'env', server: known.name })}" >> .env`;
};
const codexConfig: Command = (sheet) =>
  `codex exec -c mcp_servers.acme.env.ACME_TOKEN=${sheet.plant(bearer(sheet.random), { key: 'ACME_TOKEN', slot: 'env' })} "triage the issue"`;

const POSIX: readonly Command[] = [
  claudeAdd,
  claudeAdd,
  claudeAddRemote,
  claudeClientSecret,
  claudeAddJson,
  codexAdd,
  mcpRemote,
  urlCommand,
  dockerRun,
  dockerSecret,
  smithery,
  exported,
  inlineVariable,
  curl,
  webhook,
  heredoc,
  appended,
  codexConfig,
];
const WINDOWS: readonly Command[] = [powerShell, windows, claudeAddJson, urlCommand];

/** One command line with credentials. */
export const anyCommand = (sheet: Sheet): string => sheet.random.pick(POSIX)(sheet);
/** One command that fits into a line. */
export const lineCommand = (sheet: Sheet): string => anyCommand(sheet).replaceAll(' \\\n  ', ' ');

function script(sheet: Sheet): Page {
  const { random } = sheet;
  const commands = Array.from({ length: random.int(1, 4) }, () => anyCommand(sheet));
  return {
    path: random.pick([
      'scripts/setup-mcp.sh',
      'install.sh',
      'bin/start-mcp',
      '.devcontainer/post-create.sh',
    ]),
    text: `#!/usr/bin/env bash\nset -euo pipefail\n\n# set up the MCP servers\n${commands.join('\n\n')}\n`,
  };
}

function windowsScript(sheet: Sheet): Page {
  const { random } = sheet;
  const commands = Array.from({ length: random.int(1, 3) }, () => random.pick(WINDOWS)(sheet));
  return {
    path: random.pick(['scripts/setup-mcp.ps1', 'setup.ps1']),
    text: `# set up the MCP servers\n${commands.join('\n')}\n`,
  };
}

function readme(sheet: Sheet): Page {
  const { random } = sheet;
  const blocks = Array.from(
    { length: random.int(1, 4) },
    () => `\`\`\`${random.pick(['bash', 'sh', 'console', ''])}\n${anyCommand(sheet)}\n\`\`\``,
  );
  const table = harmlessSettings(sheet, 1, 4)
    .map(([key, value]) => `| \`${key}\` | \`${value}\` |`)
    .join('\n');
  return {
    path: random.pick(['README.md', 'docs/mcp.md', 'CLAUDE.md', 'AGENTS.md']),
    text: `# MCP tools\n\nSet the servers up once:\n\n${blocks.join('\n\nThen\n\n')}\n\n| variable | example |\n|---|---|\n${table}\n`,
  };
}

export const COMMANDS: readonly QualitySurface[] = [
  { name: 'commands: shell script', write: script },
  { name: 'commands: powershell', write: windowsScript },
  { name: 'commands: readme', write: readme },
];
