import type { Page, QualitySurface } from '../quality-file.ts';
import { CLIENTS, type Client } from '../servers/clients.ts';
import { makeServers } from '../servers/make-servers.ts';
import { serverMap } from '../servers/server-json.ts';
import type { Sheet } from '../sheet.ts';
import { ofFormat } from '../values/shapes.ts';
import { jsonStyle, writeJson, type Json } from '../writers/json.ts';

/** What stands beside the map of servers in files that hold more than that. */
const BESIDE: Readonly<Record<string, Json>> = {
  theme: 'One Dark',
  model: 'claude-sonnet-4-5',
  'editor.tabSize': 2,
  license: 'Apache-2.0',
  author: { name: 'Acme Authors', url: 'https://acme.dev' },
  maxTokens: 4000,
  tokenLimit: 128_000,
  version: '1.4.2',
};

function within(container: readonly string[], map: Json): Json {
  return container.reduceRight<Json>((inner, key) => ({ [key]: inner }), map);
}

/** A question to the user for a secret. */
const prompt = (id: string, rest: Readonly<Record<string, Json>>): Json => ({
  type: 'promptString',
  id,
  description: `Enter ${id}`,
  password: true,
  ...rest,
});

/** The prompts of VS Code; a default may be a real secret. */
function inputs(sheet: Sheet): Json {
  const { random } = sheet;
  const facts = { key: 'default', slot: 'env' } as const;
  return [
    prompt('github-token', {}),
    ...(random.chance(0.4)
      ? [prompt('api-key', { default: sheet.plant(ofFormat('github-pat-classic')(random), facts) })]
      : []),
    ...(random.chance(0.3) ? [prompt('region', { default: sheet.decoy('eu-central-1') })] : []),
  ];
}

const VARIANTS = ['.example', '.sample', '.template', '.bak', '.backup', '.old', '.local'];

function variant(sheet: Sheet, path: string): string {
  const { random } = sheet;
  if (!random.chance(0.12)) return path;
  return random.chance(0.7) ? path + random.pick(VARIANTS) : path.replace(/(\.jsonc?)$/, '-production$1');
}

function write(
  sheet: Sheet,
  { paths, container, dialect, form, comments = false, remote = true }: Client,
): Page {
  const { random } = sheet;
  const map = serverMap(makeServers(sheet, { dialect, remote }), random, form);
  const [first] = container;
  const root = within(container, map);
  const extra =
    first === undefined || (first === 'mcpServers' && random.chance(0.6))
      ? {}
      : Object.fromEntries(random.some(Object.entries(BESIDE), 0, 3));
  const entries = [...Object.entries(root as Record<string, Json>), ...Object.entries(extra)];
  if (dialect === 'vscode' && container.length === 1 && form === undefined)
    entries.push(['inputs', inputs(sheet)]);
  const document = Object.fromEntries(first === undefined ? entries : random.shuffle(entries));
  return {
    path: variant(sheet, random.pick(paths)),
    text: writeJson(document, jsonStyle(random, comments), random) + random.pick(['\n', '']),
  };
}

export const JSON_CLIENTS: readonly QualitySurface[] = CLIENTS.map((client) => ({
  name: `json: ${client.name}`,
  write: (sheet) => write(sheet, client),
}));
