import { base64, base64url, percent, percentBase64, withoutPadding } from '../encode.ts';
import type { Page, QualitySurface } from '../quality-file.ts';
import { keyServer, variableOf } from '../servers/known-servers.ts';
import type { Sheet } from '../sheet.ts';
import { decoyFor, plantShape } from '../values/secrets.ts';
import { bearer } from '../values/shapes.ts';

/** A server with one credential or one look-alike: an encoded run holds one place. */
function config(sheet: Sheet): Record<string, unknown> {
  const { random } = sheet;
  if (random.chance(0.3)) {
    const value = random.chance(0.6)
      ? sheet.plant(bearer(random), { key: 'Authorization', slot: 'header' })
      : decoyFor(sheet, 'cursor', 'MCP_TOKEN');
    return { url: 'https://mcp.acme.dev/mcp', headers: { Authorization: `Bearer ${value}` } };
  }
  const known = keyServer(random);
  const { key, shape } = variableOf(random, known);
  const [command, ...args] = known.run.split(' ');
  const value = random.chance(0.6)
    ? plantShape(sheet, shape, { key, slot: 'env', server: known.name })
    : decoyFor(sheet, 'cursor', key);
  return { command, args, env: { [key]: value } };
}

type Link = (sheet: Sheet) => string;

const inBase64 = (sheet: Sheet) =>
  sheet.encoded(
    JSON.stringify(config(sheet)),
    sheet.random.pick([base64, base64, withoutPadding, base64url, percentBase64]),
  );

const LINKS: Readonly<Record<string, Link>> = {
  cursor: (sheet) =>
    `${sheet.random.pick(['cursor://anysphere.cursor-deeplink/mcp/install', 'https://cursor.com/install-mcp', 'https://cursor.com/en/install-mcp'])}?name=acme&config=${inBase64(sheet)}`,
  vscode: (sheet) => `vscode:mcp/install?${percent(JSON.stringify({ name: 'acme', ...config(sheet) }))}`,
  insiders: (sheet) =>
    `https://insiders.vscode.dev/redirect/mcp/install?name=acme&inputs=${percent('[]')}&config=${percent(JSON.stringify(config(sheet)))}${sheet.random.pick(['', '&quality=insiders'])}`,
  redirect: (sheet) =>
    `https://insiders.vscode.dev/redirect?url=${percent(`vscode:mcp/install?${percent(JSON.stringify({ name: 'acme', ...config(sheet) }))}`)}`,
  kiro: (sheet) =>
    `https://kiro.dev/launch/mcp/add?name=acme&config=${percent(JSON.stringify(config(sheet)))}`,
  'lm studio': (sheet) => `lmstudio://add_mcp?name=acme&config=${inBase64(sheet)}`,
  goose: (sheet) => {
    const known = keyServer(sheet.random);
    const { key, shape } = variableOf(sheet.random, known);
    const value = sheet.random.chance(0.6)
      ? plantShape(sheet, shape, { key, slot: 'env', server: known.name })
      : decoyFor(sheet, 'none', key);
    return `goose://extension?cmd=npx&arg=-y&arg=${percent('@acme/mcp')}&id=acme&name=Acme&env=${percent(`${key}=${value}`)}`;
  },
};

function badge(sheet: Sheet, link: Link): Page {
  const { random } = sheet;
  const links = Array.from({ length: random.int(1, 3) }, () => link(sheet));
  const lines = links.map((url) =>
    random.pick([
      `[![Install](https://img.shields.io/badge/install-MCP-blue)](${url})`,
      `<a href="${url}"><img src="https://cursor.com/deeplink/mcp-install-dark.svg" alt="Add"></a>`,
      `Install: [one click](${url})`,
      url,
    ]),
  );
  return {
    path: random.pick(['README.md', 'docs/install.md']),
    text: `# Acme MCP\n\n${lines.join('\n\n')}\n\n![logo](data:image/png;base64,${Buffer.from(random.text.hex(120), 'hex').toString('base64')})\n`,
  };
}

export const LINK_SURFACES: readonly QualitySurface[] = Object.entries(LINKS).map(([name, link]) => ({
  name: `link: ${name}`,
  write: (sheet) => badge(sheet, link),
}));
