import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RekeyProcess } from '../../demo/world/rekey-process.ts';
import { startSurroundings, type Surroundings } from '../../demo/world/start-world.ts';
import { deriveKeys } from '../../src/base/keys.ts';
import { issueLinkCode } from '../../src/web/session.ts';
import { openApi } from '../support/api.ts';
import { generators, githubPat, mcpBearer } from '../support/credentials.ts';
import { findPieces, pieces } from '../support/pieces.ts';
import { APP, checkOf, trustIssuer, WITH_ORGANISATION, liftBreaker } from '../support/story.ts';
import { until } from '../support/until.ts';

/** What a place does with a planted secret, and how many are planted there. */
interface Plant {
  readonly name: string;
  readonly count: number;
  readonly make: () => string | Promise<string>;
  /** A commit for a few secrets, and whether Rekey can find them there. */
  readonly files: (values: readonly string[]) => Record<string, string>;
  readonly message?: (values: readonly string[]) => string;
  readonly branch?: (value: string) => string;
  readonly found: boolean;
}

const PER_COMMIT = 10;
const servers = (
  values: readonly string[],
  server: (value: string, n: number) => object,
  name = (n: number) => `s${n}`,
) =>
  JSON.stringify(
    { mcpServers: Object.fromEntries(values.map((value, n) => [name(n), server(value, n)])) },
    null,
    2,
  );
const stdio = (more: object) => ({ command: 'npx', args: ['-y', 'some-server'], ...more });

const slackBotToken = (): string => generators['slack-bot-token']?.() ?? '';
let world: Surroundings;
let rekey: RekeyProcess;
let dataDir: string;
let plants: readonly Plant[];
const planted: string[] = [];

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'rekey-canary-'));
  world = await startSurroundings({ repositories: WITH_ORGANISATION });
  // The most talkative log there is.
  rekey = await world.startRekey({ dataDir, logLevel: 'trace' });
  await liftBreaker(world);
  await trustIssuer(world);
  const { mcp, issuer } = world;
  let file = 0;
  const path = () => `p${(file += 1)}/.mcp.json`;
  plants = [
    {
      name: 'bearer',
      count: 60,
      make: () => issuer.issueToken(),
      found: true,
      files: (values) => ({
        [path()]: servers(values, (value) => ({
          type: 'http',
          url: mcp.url,
          headers: { Authorization: `Bearer ${value}` },
        })),
      }),
    },
    {
      name: 'env',
      count: 40,
      make: () => mcpBearer(),
      found: true,
      files: (values) => ({
        [path()]: servers(values, (value) => stdio({ env: { SERVICE_API_KEY: value } })),
      }),
    },
    {
      name: 'argument',
      count: 20,
      make: slackBotToken,
      found: true,
      files: (values) => ({
        [path()]: servers(values, (value) => stdio({ args: ['server', '--token', value] })),
      }),
    },
    {
      name: 'query',
      count: 20,
      make: () => mcpBearer(),
      found: true,
      files: (values) => ({
        [path()]: servers(values, (value) => ({ url: `https://mcp.example.com/mcp?api_key=${value}` })),
      }),
    },
    {
      name: 'server name',
      count: 10,
      make: slackBotToken,
      found: true,
      files: (values) => ({
        [path()]: servers(
          values,
          (value) => stdio({ env: { SLACK_BOT_TOKEN: value } }),
          (n) => `x-${values[n]}`,
        ),
      }),
    },
    {
      name: 'variable name',
      count: 10,
      make: slackBotToken,
      found: true,
      files: (values) => ({
        [path()]: servers(values, (value) => stdio({ env: { [`KEY_${value}`]: value } })),
      }),
    },
    {
      name: 'path',
      count: 10,
      make: slackBotToken,
      found: true,
      files: (values) =>
        Object.fromEntries(
          values.map((value) => [
            `keys/${value}/.mcp.json`,
            servers([value], () => stdio({ env: { SLACK_BOT_TOKEN: value } })),
          ]),
        ),
    },
    {
      name: 'message',
      count: 20,
      make: () => mcpBearer(),
      found: false,
      files: () => ({ [`m${(file += 1)}.txt`]: 'text\n' }),
      message: (values) => `use ${values.join(' and ')}`,
    },
    {
      name: 'branch',
      count: 10,
      make: githubPat,
      found: false,
      files: () => ({ [`b${(file += 1)}.txt`]: 'text\n' }),
      branch: (value) => `fix-${value}`,
    },
  ];
});
afterAll(async () => {
  await rekey.stop();
  await world.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function plant(kind: Plant): Promise<void> {
  for (let done = 0; done < kind.count;) {
    const size = kind.branch ? 1 : Math.min(PER_COMMIT, kind.count - done);
    const values = await Promise.all(Array.from({ length: size }, async () => kind.make()));
    planted.push(...values);
    done += size;
    const sha = await world.github.commitFiles({
      ...APP,
      files: kind.files(values),
      ...(kind.message ? { message: kind.message(values) } : {}),
      ...(kind.branch ? { branch: kind.branch(values[0] ?? '') } : {}),
    });
    expect((await checkOf(world, sha)).conclusion).toBe(kind.found ? 'failure' : 'success');
  }
}

async function pages(): Promise<string> {
  const signIn = await fetch(
    `${rekey.url}/sign-in?code=${issueLinkCode(deriveKeys(Buffer.from(world.key, 'base64')))}`,
    { redirect: 'manual' },
  );
  const cookie = signIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const get = async (path: string) => (await fetch(`${rekey.url}${path}`, { headers: { cookie } })).text();
  const overview = await get('/');
  const all = [overview, await get('/metrics'), await get('/nowhere')];
  for (const path of ['/register', '/checks', '/health', '/audit', '/report', '/first-look', '/histories'])
    all.push(await get(path));
  const incidents: string[] = [];
  for (let path: string | undefined = '/incidents'; path !== undefined;) {
    const page = await get(path);
    all.push(page);
    incidents.push(...[...page.matchAll(/\/incidents\/[0-9a-f-]{36}/g)].map(([found]) => found));
    path = /href="(\/incidents\?[^"]*cursor=[^"]*)"/.exec(page)?.[1]?.replaceAll('&amp;', '&');
  }
  expect(new Set(incidents).size).toBeGreaterThan(50);
  for (const path of new Set(incidents)) all.push(await get(path));
  all.push(...(await answers(cookie, [...new Set(incidents)])));
  return all.join('\n');
}

/** What the JSON API says: every list to its end, and each incident. */
async function answers(cookie: string, incidents: readonly string[]): Promise<readonly string[]> {
  const api = await openApi(rekey.url);
  const lists = Object.keys(api.document.paths).filter((path) => !path.includes('{id}'));
  const paths = [...lists, ...incidents.map((path) => `/api/v1${path}`)];
  const texts: string[] = [];
  for (const path of paths)
    for (const { status, text } of await api.all(path, { cookie })) {
      expect([path, status]).toEqual([path, 200]);
      texts.push(text);
    }
  return texts;
}

const filesIn = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .map((name) => join(directory, name))
    .filter((name) => statSync(name).isFile());

describe('200 planted secrets', () => {
  it('are nowhere but sealed and at their issuer', async () => {
    for (const kind of plants) await plant(kind);
    expect(planted).toHaveLength(200);
    expect(new Set(planted).size).toBe(200);
    const findable = plants.filter(({ found }) => found).reduce((sum, { count }) => sum + count, 0);
    await until(async () => (await world.github.listIssues(APP)).length === findable, 200_000);

    const needles = pieces(planted);
    const sent = world.github.requests
      .map(({ method, path, query, body }) => `${method} ${path}${query} ${JSON.stringify(body)}`)
      .join('\n');
    // A branch or path in the address of a request to GitHub is GitHub's own text; Rekey must not have put it there.
    expect(findPieces(needles, Buffer.from(await pages()))).toEqual([]);
    expect(findPieces(needles, Buffer.from(sent))).toEqual([]);
    await rekey.stop();
    expect(rekey.output()).toContain('incident');
    expect(findPieces(needles, Buffer.from(rekey.output()))).toEqual([]);
    const files = filesIn(dataDir);
    expect(files.length).toBeGreaterThan(100);
    for (const file of files) expect([file, findPieces(needles, readFileSync(file))]).toEqual([file, []]);
    // The search itself works: the values are in what GitHub holds.
    expect(findPieces(needles, Buffer.from(`x${planted[7]}x`))).not.toEqual([]);
  });
});
