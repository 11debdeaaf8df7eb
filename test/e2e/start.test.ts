import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPILE_CACHE } from '../../demo/world/server-process.ts';
import { listen } from '../../src/web/server.ts';
import { makeAppKey } from '../support/app-key.ts';
import { until } from '../support/until.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));
const APP_YML = fileURLToPath(new URL('../../app.yml', import.meta.url));
let place: string;
let child: ChildProcess | undefined;
let output = '';

beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), 'rekey-start-'));
  cpSync(APP_YML, join(place, 'app.yml'));
});
afterEach(async () => {
  if (child && child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
});
afterAll(() => rmSync(place, { recursive: true, force: true }));

function rekey(args: readonly string[], env: Record<string, string> = {}): ChildProcess {
  output = '';
  const started = spawn(process.execPath, [MAIN, ...args], {
    cwd: place,
    env: {
      PATH: process.env['PATH'] ?? '',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      DATA_DIR: join(place, 'data'),
      ...env,
    } as NodeJS.ProcessEnv,
  });
  for (const stream of [started.stdout, started.stderr])
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child = started;
  return started;
}

async function ends(args: readonly string[], env?: Record<string, string>): Promise<number> {
  const [code] = (await once(rekey(args, env), 'exit')) as [number];
  return code;
}

async function freePort(): Promise<number> {
  const server = await listen(() => undefined, '127.0.0.1', 0);
  await server.close();
  return server.port;
}

const app = () => ({
  APP_ID: '1',
  PRIVATE_KEY: makeAppKey(),
  WEBHOOK_SECRET: 'x',
  PORT: '0',
  HOST: '127.0.0.1',
});

describe('rekey serve', () => {
  it('without APP_ID opens the set-up page with the permissions and events of app.yml', async () => {
    const port = await freePort();
    rekey(['serve'], { PORT: String(port), HOST: '127.0.0.1' });
    await until(() => output.includes('set the App up'));
    const page = await (await fetch(`http://127.0.0.1:${port}/probot`)).text();
    const manifest: unknown = JSON.parse(/id="manifest" value='([^']+)'/.exec(page)?.[1] ?? '{}');
    expect(manifest).toMatchObject({
      name: 'rekey',
      default_permissions: { metadata: 'read', contents: 'read', checks: 'write', issues: 'write' },
      default_events: expect.arrayContaining(['push', 'repository', 'workflow_run']),
      redirect_url: `http://127.0.0.1:${port}/probot/setup`,
    });
  });

  it.each<[string, Record<string, string>]>([
    ['WEBHOOK_SECRET', { APP_ID: '1', PRIVATE_KEY: makeAppKey() }],
    ['REKEY_KEY', { DATABASE_URL: 'postgres://localhost/none' }],
    ['BROKER_URL', { ...app(), BROKER_URL: 'https://broker.example' }],
    ['EGRESS_ALLOW', { ...app(), EGRESS_ALLOW: 'not a host/99' }],
  ])('with a wrong %s stops with one line that names it', async (name, env) => {
    expect(await ends(['serve'], env)).toBe(2);
    expect(output).toMatch(new RegExp(`^rekey: [^\\n]*${name}[^\\n]*\\n$`));
  });

  it('does not open a DATA_DIR that another process uses', async () => {
    rekey(['serve'], { ...app(), BROKER_SIGNALS: 'signals.yaml' });
    const first = child;
    await until(() => output.includes('listening'));
    // Only a broker of its own sends them, and whoever set this waits for them.
    expect(output).toContain('BROKER_SIGNALS is read by rekey broker only');
    expect(await ends(['serve'], app())).toBe(2);
    expect(output).toContain('DATA_DIR');
    first?.kill('SIGTERM');
    const [code] = (await once(first as ChildProcess, 'exit')) as [number];
    expect(code).toBe(0);
  });

  it('makes its own key once, and signs the operator in with it', async () => {
    expect(await ends(['sign-in'], { DATA_DIR: join(place, 'empty') })).toBe(2);
    expect(await ends(['sign-in'])).toBe(0);
    expect(output).toMatch(/^http:\/\/localhost:3000\/sign-in\?code=\S+\n$/);
  });
});

describe('rekey', () => {
  it('explains itself', async () => {
    expect(await ends(['help'])).toBe(0);
    expect(output).toContain('serve');
    expect(await ends(['no-such-command'])).toBe(2);
    expect(await ends(['worker'], app())).toBe(2);
    expect(output).toContain('DATABASE_URL');
  });
});
