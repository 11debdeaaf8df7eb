import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LoggedRequest } from '../../demo/world/github/request-log.ts';
import type { Surroundings } from '../../demo/world/start-world.ts';
import { runStarts } from '../../test/support/runs.ts';
import { APP, mcpConfig } from '../../test/support/story.ts';
import { measure, type Usage } from './measure.ts';

/** Which world a flow is measured in: one repository, one with a Rekey that looks all the time, or reads the register at once, or a thousand quiet ones. */
export type Scene = 'one' | 'looking' | 'register' | 'thousand';

/** One thing that happens, and what it costs. A new one needs a row in {@link FLOWS}. */
export interface Flow {
  readonly name: string;
  readonly scene: Scene;
  readonly run: (world: Surroundings) => Promise<Usage>;
}

let made = 0;
const files = async (world: Surroundings, leaks: boolean): Promise<Record<string, string>> => {
  made += 1;
  return leaks
    ? { [`${made}/.mcp.json`]: mcpConfig(world.mcp.url, await world.issuer.issueToken()) }
    : { [`${made}.txt`]: `${made}\n` };
};

const push = (leaks: boolean) => async (world: Surroundings) => {
  const change = { ...APP, files: await files(world, leaks) };
  return measure(world, () => world.github.commitFiles(change));
};

const pullRequest = (leaks: boolean) => async (world: Surroundings) => {
  const tip = (await world.github.tipOf({ ...APP, ref: 'main' })) ?? '';
  const head = await world.github.createCommit({
    ...APP,
    parents: [tip],
    files: await files(world, leaks),
  });
  return measure(world, () =>
    world.github.openPullRequest({ ...APP, head, headRef: `pull-${made}`, from: 'fork' }),
  );
};

const head = async (world: Surroundings): Promise<string> =>
  (await world.github.tipOf({ ...APP, ref: 'main' })) ?? '';

async function runBegins(world: Surroundings): Promise<Usage> {
  const begin = async () => runStarts(world, { ...APP, sha: await head(world), action: 'requested' });
  // The first finds out what is there; the next ones show what a run costs from then on.
  await measure(world, begin);
  return measure(world, begin);
}

async function runEnds(world: Surroundings): Promise<Usage> {
  const sha = await head(world);
  const logs = { files: { '0_build.txt': 'all is well\n' } };
  return measure(world, () => world.github.addRun({ ...APP, sha, logs }));
}

const OTHERS = /variables|environments|secret-scanning|\/app\/|\/installation\//;

async function backfill(world: Surroundings): Promise<Usage> {
  const folder = mkdtempSync(join(tmpdir(), 'rekey-usage-'));
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, '-c', 'user.name=a', '-c', 'user.email=a@example.test', ...args], {
      stdio: 'ignore',
    });
  git('init', '-b', 'main');
  for (let n = 0; n < 20; n += 1) {
    writeFileSync(join(folder, `${n}.txt`), `${n}\n`);
    git('add', '.');
    git('commit', '-m', `${n}`);
  }
  world.github.attachRepository('octo/app', join(folder, '.git'));
  const usage = await measure(
    world,
    () => world.github.announceInstallation('octo'),
    ({ path }) => !OTHERS.test(path),
  );
  rmSync(folder, { recursive: true, force: true });
  return usage;
}

const isSweep = ({ path }: LoggedRequest) => /variables|environments/.test(path);
const isLook = ({ path }: LoggedRequest) => path === '/installation/repositories' || path.startsWith('/app/');

/** Something about the installation changed: its repositories are looked at, as every few minutes. */
const look = (world: Surroundings) =>
  world.github.sendWebhook('installation_repositories', {
    action: 'added',
    installation: { id: world.github.installationId },
    repositories_added: [],
    repositories_removed: [],
  });

const isCheck = ({ path }: LoggedRequest) => path === '/app/hook/deliveries';

async function checkDeliveries(world: Surroundings): Promise<Usage> {
  const before = world.github.requests.filter(isCheck).length;
  const rounds = () => world.github.requests.filter(isCheck).length - before;
  while (rounds() === 0) await delay(50);
  const from = world.github.requests.length;
  while (rounds() === 1) await delay(50);
  const round = world.github.requests.slice(from).filter(isCheck);
  return { counted: 0, unchanged: 0, writes: 0, app: round.length, git: 0 };
}

const isRegister = ({ path }: LoggedRequest) =>
  /\/git\/trees\/HEAD|\/git\/blobs|\/actions\/secrets/.test(path);

async function firstRegister(world: Surroundings): Promise<Usage> {
  world.github.setPermission('secrets', 'read');
  await world.github.commitFiles({
    ...APP,
    files: {
      '.mcp.json': '{"mcpServers":{"a":{"command":"npx","args":["a-mcp"]}}}',
      '.github/workflows/ci.yml': 'on: push\n',
    },
  });
  return measure(world, () => world.github.announceInstallation('octo'), isRegister);
}

const reconfigure = (world: Surroundings) =>
  world.github.commitFiles({
    ...APP,
    files: { '.mcp.json': '{"mcpServers":{"b":{"command":"npx","args":["b-mcp"]}}}' },
  });

/** In this order; each leaves the world as the next expects it. */
export const FLOWS: readonly Flow[] = [
  { name: 'clean push', scene: 'one', run: push(false) },
  { name: 'leaking push', scene: 'one', run: push(true) },
  { name: 'clean pull request of a fork', scene: 'one', run: pullRequest(false) },
  { name: 'leaking pull request of a fork', scene: 'one', run: pullRequest(true) },
  { name: 'run begins, no variable changed', scene: 'one', run: runBegins },
  { name: 'run ends, clean log', scene: 'one', run: runEnds },
  { name: 'backfill of one repository', scene: 'one', run: backfill },
  { name: 'check of deliveries, none missing', scene: 'looking', run: checkDeliveries },
  { name: 'register of a repository, first', scene: 'register', run: firstRegister },
  {
    name: 'register of a repository, next day',
    scene: 'register',
    run: (world) => measure(world, () => world.github.acceptPermissions('octo'), isRegister),
  },
  {
    name: 'push that changes a configuration, with the register',
    scene: 'register',
    run: (world) => measure(world, () => reconfigure(world)),
  },
  {
    name: 'clean push, register only',
    scene: 'register',
    run: (world) =>
      measure(
        world,
        async () => world.github.commitFiles({ ...APP, files: await files(world, false) }),
        isRegister,
      ),
  },
  {
    name: 'variable sweep of 1,000 repositories, first',
    scene: 'thousand',
    run: (world) => measure(world, () => world.github.announceInstallation('octo'), isSweep),
  },
  {
    name: 'variable sweep of 1,000 repositories, again',
    scene: 'thousand',
    run: (world) => measure(world, () => world.github.acceptPermissions('octo'), isSweep),
  },
  {
    name: 'reconcile of 1,000 quiet repositories',
    scene: 'thousand',
    run: (world) => measure(world, () => look(world), isLook),
  },
];
