import type { Page, QualitySurface } from '../quality-file.ts';
import { environment } from '../servers/environment.ts';
import type { Sheet } from '../sheet.ts';
import { dotenvLine, dotenvValue } from '../writers/dotenv.ts';
import { tomlString } from '../writers/quoting.ts';

const COMMENTS = [
  '# MCP servers',
  '# --- keys ---',
  '# Copy to .env and fill in',
  '# rotate every 90 days',
  '',
];

const PATHS = [
  '.env',
  '.env',
  '.env.local',
  '.env.production',
  '.env.example',
  '.env.sample',
  'apps/api/.env',
  '.gemini/.env',
  '.codex/.env',
  'mcp.env',
  'docker/.env.mcp',
  '.env.bak',
];

function dotenv(sheet: Sheet): Page {
  const { random } = sheet;
  const newline = random.chance(0.1) ? '\r\n' : '\n';
  const lines = environment(sheet, 'shell', { max: 14, defaults: true }).flatMap((setting) => [
    ...(random.chance(0.2) ? [random.pick(COMMENTS)] : []),
    dotenvLine(setting, random),
  ]);
  return { path: random.pick(PATHS), text: lines.join(newline) + random.pick([newline, '']) };
}

function envrc(sheet: Sheet): Page {
  const { random } = sheet;
  const lines = environment(sheet, 'shell', { max: 8, defaults: true }).map(
    ([key, value]) => `export ${key}=${dotenvValue(value, random)}`,
  );
  return { path: '.envrc', text: `source_up_if_exists\nlayout node\n\n${lines.join('\n')}\n` };
}

function mise(sheet: Sheet): Page {
  const { random } = sheet;
  const lines = environment(sheet, 'none', { max: 6 }).map(
    ([key, value]) => `${key} = ${tomlString(value, random)}`,
  );
  return {
    path: random.pick(['.mise.toml', 'mise.toml', '.mise.local.toml']),
    text: `[tools]\nnode = "24"\n\n[env]\n${lines.join('\n')}\n`,
  };
}

export const DOTENV: readonly QualitySurface[] = [
  { name: 'dotenv', write: dotenv },
  { name: 'dotenv: .envrc', write: envrc },
  { name: 'dotenv: mise', write: mise },
];
