import type { Page, QualitySurface } from '../quality-file.ts';
import { environment } from '../servers/environment.ts';
import { startedServer } from '../servers/known-servers.ts';
import { makeServers } from '../servers/make-servers.ts';
import type { Sheet } from '../sheet.ts';
import type { Setting } from '../values/harmless.ts';
import { jsonStyle, writeJson } from '../writers/json.ts';
import { shellDouble, shellWord, xmlText } from '../writers/quoting.ts';

function launchJson(sheet: Sheet): Page {
  const { random } = sheet;
  const env = Object.fromEntries(environment(sheet, 'vscode', { max: 6 }));
  const text = random.chance(0.5)
    ? writeJson(
        {
          version: '0.2.0',
          configurations: [
            {
              type: 'node',
              request: 'launch',
              name: 'MCP server',
              program: '${workspaceFolder}/src/server.ts',
              env,
            },
          ],
        },
        jsonStyle(random, true),
        random,
      )
    : writeJson(
        {
          version: '2.0.0',
          tasks: [{ label: 'mcp', type: 'shell', command: 'npx -y @acme/mcp-server', options: { env } }],
        },
        jsonStyle(random, true),
        random,
      );
  return { path: text.includes('tasks') ? '.vscode/tasks.json' : '.vscode/launch.json', text };
}

/** Settings whose values fit into one word of any of these files. */
function words(sheet: Sheet, max: number): readonly Setting[] {
  return environment(sheet, 'shell', { max }).filter(([, value]) => value !== '' && !/[#\n\\]/.test(value));
}

function makefile(sheet: Sheet): Page {
  const { random } = sheet;
  const lines = words(sheet, 6).map(([key, value]) => {
    const escaped = value.replaceAll('$', '$$$$');
    return random.chance(0.6)
      ? `${random.pick(['export ', ''])}${key} ${random.pick([':=', '=', '?='])} ${escaped}`
      : `export ${key}=${escaped}`;
  });
  return {
    path: random.pick(['Makefile', 'mcp.mk']),
    text: `${lines.join('\n')}\n\n.PHONY: mcp\nmcp:\n\t${startedServer(random).run}\n`,
  };
}

function procfile(sheet: Sheet): Page {
  const { random } = sheet;
  const line = words(sheet, 3)
    .map(([key, value]) => `${key}=${shellWord(value, random)}`)
    .join(' ');
  return { path: 'Procfile', text: `web: node server.js\nmcp: ${line} ${startedServer(random).run}\n` };
}

function systemd(sheet: Sheet): Page {
  const { random } = sheet;
  const lines = words(sheet, 6).map(([key, value]) =>
    /\s/.test(value) || random.chance(0.5)
      ? `Environment=${shellDouble(`${key}=${value}`, true)}`
      : `Environment=${key}=${value}`,
  );
  return {
    path: random.pick(['deploy/mcp.service', 'etc/systemd/system/mcp-server.service']),
    text: `[Unit]\nDescription=MCP server\nAfter=network.target\n\n[Service]\n${lines.join('\n')}\nExecStart=/usr/bin/${startedServer(random).run}\nRestart=always\n\n[Install]\nWantedBy=multi-user.target\n`,
  };
}

function launchd(sheet: Sheet): Page {
  const pairs = environment(sheet, 'none', { max: 6 }).map(
    ([key, value]) => `    <key>${key}</key>\n    <string>${xmlText(value)}</string>`,
  );
  return {
    path: 'Library/LaunchAgents/dev.acme.mcp.plist',
    text: `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n<plist version="1.0">\n<dict>\n  <key>Label</key>\n  <string>dev.acme.mcp</string>\n  <key>EnvironmentVariables</key>\n  <dict>\n${pairs.join('\n')}\n  </dict>\n</dict>\n</plist>\n`,
  };
}

const nixString = (text: string) =>
  `"${text.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll('${', '\\${')}"`;

function nix(sheet: Sheet): Page {
  const servers = makeServers(sheet, { dialect: 'none' }, 3).map(
    ({ name, command, args = [], env = [], url, headers = [] }) => {
      const pairs = (settings: readonly Setting[]) =>
        settings
          .map(
            ([key, value]) =>
              `        ${/^[A-Za-z_]\w*$/.test(key) ? key : `"${key}"`} = ${nixString(value)};`,
          )
          .join('\n');
      const body =
        command === undefined
          ? `      type = "http";\n      url = ${nixString(url ?? '')};\n      headers = {\n${pairs(headers)}\n      };`
          : `      command = ${nixString(command)};\n      args = [ ${args.map(nixString).join(' ')} ];\n      env = {\n${pairs(env)}\n      };`;
      return `    ${name} = {\n${body}\n    };`;
    },
  );
  return {
    path: sheet.random.pick(['home.nix', 'modules/claude-code.nix', 'flake.nix']),
    text: `{ config, pkgs, ... }:\n{\n  programs.claude-code.enable = true;\n  programs.claude-code.mcpServers = {\n${servers.join('\n')}\n  };\n}\n`,
  };
}

export const SERVICES: readonly QualitySurface[] = [
  { name: 'vscode: launch and tasks', write: launchJson },
  { name: 'makefile', write: makefile },
  { name: 'procfile', write: procfile },
  { name: 'systemd', write: systemd },
  { name: 'launchd', write: launchd },
  { name: 'nix', write: nix },
];
