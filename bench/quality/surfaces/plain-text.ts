import type { Page, QualitySurface } from '../quality-file.ts';
import type { Sheet } from '../sheet.ts';
import { HARMLESS } from '../values/harmless.ts';
import { placeholder } from '../values/placeholders.ts';
import { anyFormat } from '../values/secrets.ts';

/** Any known format, in text that has nothing to do with MCP. */
function anywhere(sheet: Sheet): Page {
  const { random } = sheet;
  const line = () => {
    const { key, value, provider } = anyFormat(random);
    const secret = sheet.plant(value, { key, provider, slot: 'text' });
    return random.pick([
      `The ${provider} key is ${secret}, please rotate it.`,
      `const key = "${secret}";`,
      `${key}: ${secret}`,
      `--token=${secret}`,
      `<token>${secret}</token>`,
      `(${secret})`,
      `${key}\t${secret}`,
      `'${secret}',`,
    ]);
  };
  return {
    path: random.pick([
      'notes.txt',
      'src/index.js',
      'docs/setup.md',
      'data/export.csv',
      'main.go',
      'lib/client.rb',
    ]),
    text: `${Array.from({ length: random.int(1, 4) }, line).join('\n')}\n`,
  };
}

const LOCK: readonly ((sheet: Sheet) => string)[] = [
  ({ random }) =>
    `      "integrity": "sha512-${Buffer.from(random.text.hex(128), 'hex').toString('base64')}",`,
  ({ random }) =>
    `      "resolved": "https://registry.npmjs.org/token/-/token-1.4.${random.int(0, 20)}.tgz",`,
  ({ random }) =>
    `github.com/acme/secret v0.0.0-20251102101112-${random.text.hex(12)} h1:${Buffer.from(random.text.hex(64), 'hex').toString('base64')}`,
  ({ random }) => `    sha256: "${random.text.hex(64)}"`,
  ({ random }) => `const id = "${random.text.uuid()}";`,
  ({ random }) => `commit ${random.text.hex(40)}`,
  ({ random }) => `<path d="M12 2L2 7l10 5 10-5-10-5z" data-key="${random.text.lowerAlnum(20)}"/>`,
  ({ random }) => `export const passwordLabel = "Enter your password"; // ${random.text.hex(7)}`,
  ({ random }) => `  uses: actions/checkout@${random.text.hex(40)} # v5`,
  ({ random }) =>
    `@font-face{src:url(data:font/woff2;base64,${Buffer.from(random.text.hex(200), 'hex').toString('base64')})}`,
  ({ random }) => `image: mcp/acme@sha256:${random.text.hex(64)}`,
  ({ random }) => `"etag": "W/\\"${random.text.hex(32)}\\"",`,
];

/** Files with nothing secret in them: hashes, ids, look-alikes and placeholders. */
function innocent(sheet: Sheet): Page {
  const { random } = sheet;
  const lines = Array.from({ length: random.int(6, 24) }, () => {
    if (random.chance(0.4)) return sheet.decoy(random.pick(LOCK)(sheet));
    const [key, value] = random.pick(HARMLESS)(random);
    return random.chance(0.5)
      ? sheet.decoy(`${key}=${value}`)
      : sheet.decoy(`API_KEY: "${placeholder(random, 'API_KEY')}"`);
  });
  return {
    path: random.pick([
      'package-lock.json',
      'go.sum',
      'src/app.js',
      'docs/reference.md',
      'CHANGELOG.md',
      'yarn.lock',
      'config.example.yaml',
    ]),
    text: `${lines.join('\n')}\n`,
  };
}

export const PLAIN_TEXT: readonly QualitySurface[] = [
  { name: 'text: any format', write: anywhere },
  { name: 'text: nothing secret', write: innocent },
];
