import type { Slot } from '../../../src/detect/index.ts';
import type { Sheet } from '../sheet.ts';
import type { Setting } from '../values/harmless.ts';
import type { Dialect } from '../values/references.ts';
import { anyFormat, secretOrDecoy, unlucky } from '../values/secrets.ts';
import { ofFormat } from '../values/shapes.ts';
import { plantUrl, VARIABLES } from '../values/url-secrets.ts';
import { knownServer } from './known-servers.ts';
import { harmlessSettings, unique } from './recipe.ts';

/** A default that is a real secret, where the reader of the file expands `${NAME:-default}`. */
function realDefault(sheet: Sheet, slot: Slot): Setting {
  const key = 'GITHUB_PERSONAL_ACCESS_TOKEN';
  return [
    key,
    `\${GITHUB_TOKEN:-${sheet.plant(ofFormat('github-pat-classic')(sheet.random), { key, slot })}}`,
  ];
}

/** The variables of a project that runs some MCP servers: secrets, references, placeholders and plain settings. */
export function environment(
  sheet: Sheet,
  dialect: Dialect,
  { max = 10, defaults = false, slot = 'env' as Slot } = {},
): Setting[] {
  const { random } = sheet;
  const settings: Setting[] = harmlessSettings(sheet, 1, Math.ceil(max / 2));
  const count = random.int(1, Math.ceil(max / 2));
  while (settings.length < max && settings.length < count + max / 3) {
    const known = knownServer(random);
    for (const [key, shape] of Object.entries(known.env))
      settings.push([key, secretOrDecoy(sheet, dialect, shape, { key, slot, server: known.name })]);
  }
  if (random.chance(0.35)) {
    const { key, value, provider } = anyFormat(random);
    settings.push([key, sheet.plant(value, { key, provider, slot })]);
  }
  if (random.chance(0.15)) {
    const secret = random.pick(VARIABLES);
    settings.push([secret.variable ?? '', plantUrl(sheet, secret)]);
  }
  if (random.chance(0.15))
    settings.push(['GH_TOKEN', sheet.plant(unlucky(random), { key: 'GH_TOKEN', slot })]);
  if (defaults && random.chance(0.15)) settings.push(realDefault(sheet, slot));
  return unique(random.shuffle(settings));
}
