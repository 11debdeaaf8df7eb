import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const SRC = fileURLToPath(new URL('../../src', import.meta.url));

/** What each folder may import beside itself and packages. `.` is the files directly in `src`. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  telemetry: ['base'],
  config: ['base', 'telemetry'],
  detect: ['base'],
  fix: ['base', 'detect', 'github'],
  github: ['base', 'config', 'telemetry'],
  governance: ['base', 'detect', 'policy'],
  store: ['base', 'config', 'detect', 'github', 'governance', 'inventory', 'policy'],
  ingress: ['base', 'broker-contract', 'jobs', 'store', 'telemetry'],
  sources: ['base', 'detect', 'github'],
  history: ['base', 'detect'],
  scan: ['base', 'config', 'detect', 'history'],
  policy: ['base', 'detect'],
  inventory: ['base', 'detect', 'github', 'store'],
  audit: ['base', 'inventory', 'store'],
  api: ['base', 'broker', 'detect', 'governance', 'inventory', 'jobs', 'policy', 'store', 'views'],
  broker: ['base', 'telemetry'],
  'broker-contract': ['base'],
  'broker-client': ['base', 'broker', 'broker-contract', 'telemetry'],
  'broker-service': ['base', 'broker', 'broker-contract', 'detect', 'store', 'telemetry'],
  register: ['base', 'detect', 'github', 'governance', 'inventory', 'policy', 'store'],
  respond: ['base', 'detect', 'fix', 'github', 'governance', 'inventory', 'policy'],
  jobs: [
    'audit',
    'base',
    'broker',
    'detect',
    'fix',
    'github',
    'governance',
    'history',
    'inventory',
    'policy',
    'register',
    'respond',
    'sources',
    'store',
    'telemetry',
  ],
  views: ['audit', 'base', 'governance', 'inventory', 'policy', 'register', 'store'],
  web: [
    'api',
    'audit',
    'base',
    'detect',
    'github',
    'governance',
    'inventory',
    'jobs',
    'policy',
    'register',
    'respond',
    'store',
    'views',
  ],
  mcp: ['base', 'detect', 'github', 'governance', 'inventory', 'policy', 'respond', 'store', 'views', 'web'],
  '.': [
    'api',
    'base',
    'broker',
    'broker-client',
    'broker-contract',
    'config',
    'detect',
    'github',
    'ingress',
    'inventory',
    'jobs',
    'mcp',
    'sources',
    'store',
    'telemetry',
    'web',
    'commands',
  ],
  commands: [
    'api',
    'audit',
    'base',
    'broker-client',
    'broker-contract',
    'broker-service',
    'config',
    'detect',
    'jobs',
    'scan',
    'store',
    'web',
    '.',
  ],
};

interface Import {
  readonly from: string;
  readonly to: string;
  readonly file: string;
}

const folderOf = (path: string): string => {
  const [first = '', rest] = relative(SRC, path).split('/', 2);
  return rest === undefined ? '.' : first;
};

function imports(): Import[] {
  const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  );
  return files.flatMap((name) => {
    const file = join(SRC, name);
    const text = readFileSync(file, 'utf8');
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target = '']) => ({
      file: name,
      from: folderOf(file),
      to: folderOf(resolve(dirname(file), target)),
    }));
  });
}

describe('architecture', () => {
  const all = imports();

  it('reads the imports at all', () => {
    expect(all.length).toBeGreaterThan(100);
    expect(new Set(all.map(({ from }) => from))).toEqual(new Set(Object.keys(MAY_IMPORT)));
  });

  it('lets imports point down the pipeline only', () => {
    const wrong = all.filter(({ from, to }) => from !== to && !MAY_IMPORT[from]?.includes(to));
    expect(wrong).toEqual([]);
  });

  it.each([
    ['src', SRC],
    ['jobs', join(SRC, 'jobs')],
  ])('is written down: each folder of %s has a row in docs/architecture.md', (named, folder) => {
    const text = readFileSync(new URL('../../docs/architecture.md', import.meta.url), 'utf8');
    const head = `| folder of \`${named}/\``;
    const [table = ''] = text.slice(text.indexOf(head)).split('\n\n', 1);
    const rows = new Set([...table.matchAll(/^\| `([\w-]+)` +\|/gm)].map(([, name]) => name));
    const folders = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
    expect(folders.map(({ name }) => name).filter((name) => !rows.has(name))).toEqual([]);
  });

  it('keeps files small', () => {
    const long = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => [name, readFileSync(join(SRC, name), 'utf8').split('\n').length] as const)
      .filter(([, lines]) => lines > 250);
    expect(long).toEqual([]);
  });
});
