import type { QualitySurface } from '../quality-file.ts';
import { makeServers } from '../servers/make-servers.ts';
import { serverMap } from '../servers/server-json.ts';
import { createSheet, type Sheet } from '../sheet.ts';
import type { Random } from '../random.ts';
import { HARMLESS } from '../values/harmless.ts';
import { placeholder } from '../values/placeholders.ts';
import { jsonStyle, writeJson } from '../writers/json.ts';

type Line = (random: Random) => string;

const digest = ({ text }: Random, bytes: number) =>
  Buffer.from(text.hex(bytes * 2), 'hex').toString('base64');

/** Files in which nothing is secret: their lines, and where they stand. */
const KINDS: Readonly<
  Record<string, { readonly paths: readonly string[]; readonly lines: readonly Line[] }>
> = {
  lockfile: {
    paths: [
      'package-lock.json',
      'yarn.lock',
      'pnpm-lock.yaml',
      'go.sum',
      'Cargo.lock',
      'uv.lock',
      'flake.lock',
    ],
    lines: [
      (random) => `      "integrity": "sha512-${digest(random, 64)}",`,
      ({ int }) => `      "resolved": "https://registry.example.com/token/-/token-1.4.${int(0, 20)}.tgz",`,
      (random) =>
        `github.com/acme/secret v0.0.0-20251102101112-${random.text.hex(12)} h1:${digest(random, 32)}`,
      ({ text }) => `checksum = "${text.hex(64)}"`,
      (random) => `    "narHash": "sha256-${digest(random, 32)}",`,
      ({ text }) => `    "rev": "${text.hex(40)}",`,
    ],
  },
  code: {
    paths: ['src/login.tsx', 'lib/auth.js', 'src/types.ts', 'app/forms.py', 'internal/auth/token.go'],
    lines: [
      () => '  readonly password: string;',
      () => '  apiKey?: string; // set by the user',
      () => 'const passwordLabel = "Enter your password";',
      () => 'if (token === undefined) throw new Error("Missing token");',
      () => 'const TOKEN_STORAGE_KEY = "acme.auth.token";',
      () => 'headers.Authorization = `Bearer ${session.accessToken}`;',
      () => 'export const SECRET_FIELDS = ["password", "apiKey", "clientSecret"];',
      () => 'api_key = settings.ACME_API_KEY.get_secret_value()',
      () => 'password = hash_password(form.password.data)',
      ({ text }) => `const traceId = "${text.hex(32)}";`,
      ({ text }) => `const requestId = "${text.uuid()}";`,
      () => 'Assembly: System.Core, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089',
      () => 'await page.getByLabel("Password").fill(process.env.E2E_PASSWORD!);',
    ],
  },
  words: {
    paths: ['locales/de.json', 'src/i18n/fr.json', 'public/locales/en/login.json'],
    lines: [
      () => '  "password": "Passwort",',
      () => '  "apiKey": "API-Schlüssel",',
      () => '  "token.expired": "Votre jeton a expiré",',
      () => '  "login.password.placeholder": "Enter your password",',
      () => '  "clientSecret": "Client secret (shown once)",',
      () => '  "forgotPassword": "Forgot your password?",',
    ],
  },
  pages: {
    paths: ['public/index.html', 'static/icon.svg', 'dist/assets/app.css', 'docs/api.md', 'CHANGELOG.md'],
    lines: [
      ({ text }) => `<script nonce="${text.hex(16)}" src="/assets/index-${text.alnum(8)}.js"></script>`,
      (random) =>
        `<link rel="stylesheet" href="/app.css" integrity="sha384-${digest(random, 48)}" crossorigin>`,
      (random) => `@font-face{src:url(data:font/woff2;base64,${digest(random, 200)})}`,
      () => '<input type="password" name="password" autocomplete="current-password" placeholder="Password">',
      ({ text }) => `- fix the token refresh (${text.hex(7)}, closes #${text.digits(3)})`,
      () => '| `Authorization` | `Bearer <token>` | required |',
      ({ text }) => `ETag: W/"${text.hex(32)}"`,
      ({ text }) => `x-request-id: ${text.uuid()}`,
      () => '<path d="M12 2L2 7l10 5 10-5-10-5z" fill-rule="evenodd"/>',
    ],
  },
  settings: {
    paths: ['config/defaults.env', 'docs/reference.md', 'config.example.yaml', '.env.example'],
    lines: [
      (random) => random.pick(HARMLESS)(random).join('='),
      (random) => random.pick(HARMLESS)(random).join('='),
      (random) => `ACME_API_KEY=${placeholder(random, 'ACME_API_KEY')}`,
      (random) => `GITHUB_TOKEN=${placeholder(random, 'GITHUB_TOKEN')}`,
    ],
  },
};

const written = (kind: string): QualitySurface => ({
  name: `innocent: ${kind}`,
  write: (sheet) => {
    const { random } = sheet;
    const { paths, lines } = KINDS[kind] ?? { paths: [], lines: [] };
    const text = Array.from({ length: random.int(6, 24) }, () =>
      sheet.decoy(random.pick(lines)(random)),
    ).join('\n');
    return { path: random.pick(paths), text: `${text}\n` };
  },
});

/** A configuration in which every slot is a reference, a placeholder or harmless: servers drawn until none is planted. */
function innocentConfig(sheet: Sheet) {
  const { random } = sheet;
  for (;;) {
    const trial = createSheet(random);
    const text = writeJson(
      { mcpServers: serverMap(makeServers(trial, { dialect: 'braces' }, 4), random) },
      jsonStyle(random),
      random,
    );
    if (trial.finish(text).planted.length > 0) continue;
    for (let count = trial.decoys(); count > 0; count--) sheet.decoy('');
    return {
      path: random.pick(['.mcp.json', '.mcp.json.example', 'docs/mcp.example.json', '.cursor/mcp.json']),
      text,
    };
  }
}

export const INNOCENT_FILES: readonly QualitySurface[] = [
  ...Object.keys(KINDS).map(written),
  { name: 'innocent: configuration', write: innocentConfig },
];
