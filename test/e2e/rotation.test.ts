import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { GrafanaToken } from '../support/broker/fake-grafana.ts';
import { successorsAt } from '../support/broker/rotations.ts';
import { APP, startRotatingWorld, type RotatingWorld } from '../support/broker/rotating-world.ts';
import { runStarts } from '../support/runs.ts';
import { checkOf, policyCheckOf } from '../support/story.ts';
import { until } from '../support/until.ts';

let world: RotatingWorld;
let bystander: GrafanaToken;

beforeAll(async () => {
  world = await startRotatingWorld();
  bystander = world.grafana.add('ci');
});
afterAll(() => world.close());

const rule = (key: string, where: string) => `  - { provider: grafana, key: ${key}, ${where} }\n`;

/** A token of Grafana that is used as policy says. */
async function used(key: string, where = `secret: ${key}, repositories: [acme/app]`): Promise<GrafanaToken> {
  const old = world.grafana.add('deploy');
  await world.setPolicy(`rotate:\n${rule(key, where)}`);
  return old;
}
/** The one successor that lives, with no one else hurt and the old one dead. */
function successorOf(old: GrafanaToken): string {
  expect(world.grafana.has(old.key)).toBe(false);
  expect(world.grafana.tokens).toContain(bystander);
  const [successor, ...more] = successorsAt(world.grafana);
  expect(more).toEqual([]);
  world.grafana.tokens.splice(0, world.grafana.tokens.length, bystander);
  return successor?.key ?? 'none';
}

describe('a leaked credential whose place policy names', () => {
  it('is replaced in the secret of the repository before it dies', async () => {
    const old = await used('GRAFANA_TOKEN');
    world.github.setSecret({ owner: 'acme', repo: 'app', name: 'GRAFANA_TOKEN', value: old.key });
    const order: string[] = [];
    world.grafana.hook = (moment, token) => {
      if (moment !== 'deleting' || token?.id !== old.id) return;
      order.push(world.secretOf('GRAFANA_TOKEN') === old.key ? 'died first' : 'replaced first');
    };
    const sha = await world.leak('GRAFANA_TOKEN', old.key);
    const issue = await world.closedIssue('`GRAFANA_TOKEN`');
    expect(order).toEqual(['replaced first']);
    expect(world.secretOf('GRAFANA_TOKEN')).toBe(successorOf(old));
    expect(issue.body).toContain('Replaced: its successor is in the secret `GRAFANA_TOKEN`');
    for (const words of ['Successor asked for', 'Successor seen alive', 'in its place', 'Old one ended'])
      expect(issue.body).toContain(words);
    const check = await checkOf(world, sha, APP);
    expect(check.output.title).toContain('already dead');
    expect(check.output.summary).toContain('Replaced');
  });

  it('is replaced again when the successor leaks, whose id only the broker knew', async () => {
    const old = await used('AGAIN_TOKEN');
    world.github.setSecret({ owner: 'acme', repo: 'app', name: 'AGAIN_TOKEN', value: old.key });
    await world.leak('AGAIN_TOKEN', old.key);
    await until(() => !world.grafana.has(old.key), 40_000);
    const [first] = successorsAt(world.grafana);
    await world.closedIssue('`AGAIN_TOKEN`');
    await world.leak('AGAIN_TOKEN', first?.key ?? '');
    await until(() => !world.grafana.has(first?.key ?? ''), 40_000);
    expect(world.secretOf('AGAIN_TOKEN')).toBe(successorOf(first ?? old));
  });

  it.each<[string, string, object]>([
    [
      'of an environment',
      'environment: production, repositories: [acme/app]',
      { repo: 'app', environment: 'production' },
    ],
    ['of another repository of the owner', 'repository: acme/deploy', { repo: 'deploy' }],
    ['of the organisation', 'organisation: true', {}],
  ])('is replaced in a secret %s', async (name, where, holder) => {
    const key = `T_${name.replaceAll(/\W/g, '_').toUpperCase()}`;
    const old = await used(key, `secret: ${key}, ${where}`);
    const audience = where.startsWith('organisation')
      ? { visibility: 'selected' as const, selected: [7] }
      : {};
    world.github.setSecret({ owner: 'acme', ...holder, name: key, value: old.key, ...audience });
    await world.leak(key, old.key);
    const issue = await world.closedIssue(`\`${key}\``);
    expect(issue.body).toContain('Replaced: its successor is in the secret');
    expect(world.secretOf(key, holder)).toBe(successorOf(old));
    const secret = world.github.secrets({ owner: 'acme', ...holder }).find((one) => one.name === key);
    expect(secret).toMatchObject(audience);
  });

  it('is replaced in Vault by the broker alone', async () => {
    const old = await used('VAULTED_TOKEN', 'vault: ci/grafana, field: token, overlap: 1s');
    world.kv.secrets.set('ci/grafana', { version: 1, data: { token: old.key, url: 'https://g' } });
    await world.leak('VAULTED_TOKEN', old.key);
    const issue = await world.closedIssue('`VAULTED_TOKEN`');
    expect(issue.body).toContain('field `token` of `ci/grafana` in Vault');
    expect(world.kv.secrets.get('ci/grafana')?.data).toEqual({ token: successorOf(old), url: 'https://g' });
  });
});

/** It dies without a successor, and the issue says why. */
async function expectRevoked(key: string, old: GrafanaToken, why: string): Promise<void> {
  await world.leak(key, old.key);
  const issue = await world.closedIssue(`\`${key}\``);
  expect(issue.body).toContain('No successor');
  expect(issue.body).toContain(why);
  expect(issue.body).toContain('Replace the value where it is used');
  expect(successorOf(old)).toBe('none');
}

describe('a leaked credential that cannot be replaced', () => {
  it('dies when the provider issues none', async () => {
    const old = await used('FAILING_TOKEN');
    world.github.setSecret({ owner: 'acme', repo: 'app', name: 'FAILING_TOKEN', value: old.key });
    world.grafana.refusesToMake = true;
    await expectRevoked('FAILING_TOKEN', old, 'did not issue a successor');
    world.grafana.refusesToMake = false;
    expect(world.secretOf('FAILING_TOKEN')).toBe(old.key);
  });

  it('dies when there is no such secret', async () => {
    const old = await used('MISSING_TOKEN');
    await expectRevoked('MISSING_TOKEN', old, 'there is none');
    expect(world.secretOf('MISSING_TOKEN')).toBeUndefined();
  });

  it('dies when the App may not write the secret, which is a gap', async () => {
    const old = await used('REFUSED_TOKEN');
    world.github.setSecret({ owner: 'acme', repo: 'app', name: 'REFUSED_TOKEN', value: old.key });
    world.github.setPermission('secrets', 'read');
    await expectRevoked('REFUSED_TOKEN', old, 'lacks a permission');
    world.github.setPermission('secrets', 'write');
    expect(world.secretOf('REFUSED_TOKEN')).toBe(old.key);
    const sha = await world.github.commitFiles({ ...APP, files: { 'x.txt': 'x' } });
    expect((await checkOf(world, sha, APP)).output.summary).toContain('secrets to write');
  });
});

describe('SIGKILL of the App', () => {
  it.each<[string, string, 'before' | 'after']>([
    ['before the key of the secret is read', '/secrets/public-key', 'before'],
    ['before the successor is written', '/secrets/KILLED_1', 'before'],
    ['after the successor was written', '/secrets/KILLED_2', 'after'],
  ])(
    '%s',
    async (name, end, when) => {
      const key = `KILLED_${['before the key', 'before the successor', 'after'].findIndex((one) => name.startsWith(one))}`;
      const old = await used(key);
      world.github.setSecret({ owner: 'acme', repo: 'app', name: key, value: old.key });
      const isWrite = end.includes('KILLED');
      const gate = world.github.gate(
        ({ method, path }) => method === (isWrite ? 'PUT' : 'GET') && path.endsWith(end),
        { when },
      );
      await world.leak(key, old.key);
      await gate.arrived;
      await world.crash(() => gate.release());
      const issue = await world.closedIssue(`\`${key}\``);
      expect(issue.body).toContain('Replaced');
      expect(world.secretOf(key)).toBe(successorOf(old));
    },
    120_000,
  );
});

/** Has a variable judged, and waits until it is gone. */
async function leakVariable(variable: { owner: string; repo: string; name: string; value: string }) {
  await world.github.setVariable(variable);
  const sha = await world.github.commitFiles({
    ...APP,
    files: { '.github/workflows/ci.yml': `name: ${variable.name}\non: push\n` },
  });
  await checkOf(world, sha, APP);
  await runStarts(world, { ...APP, sha });
  await until(() => world.github.variables(variable).every(({ name }) => name !== variable.name), 40_000);
}

describe('a leaking variable', () => {
  it('becomes a secret with the successor, where the organisation lets it', async () => {
    await world.setPolicy(
      'variables: quarantine\nscope: all\nrotate: [{ provider: vault, variable: true, repositories: [acme/app] }]\n',
    );
    const old = world.vault.add();
    const other = world.vault.add();
    await leakVariable({ owner: 'acme', repo: 'app', name: 'VAULT_TOKEN', value: old.value });
    expect(world.vault.tokens).toHaveLength(2);
    expect(world.vault.tokens).toContain(other);
    expect(world.secretOf('VAULT_TOKEN')).toBe(world.vault.tokens.at(-1)?.value);
    const issue = await world.closedIssue('`VAULT_TOKEN`');
    expect(issue.body).toContain('Replaced: its successor is in the secret `VAULT_TOKEN`');
  });
});

describe('a writer of a repository who holds a key of another team', () => {
  it('has it ended, and gets no successor of it by his own policy', async () => {
    // What the organisation says of another repository is nothing that he could use.
    await world.setPolicy(
      'scope: all\nrotate: [{ provider: vault, variable: true, repositories: [acme/deploy] }]\n',
    );
    const [first, second] = [world.vault.add(), world.vault.add()];
    const before = world.vault.made.length;
    const rules = [
      '{ provider: vault, secret: TAKEN_TOKEN, repository: acme/app }',
      '{ provider: vault, variable: true, repositories: [acme/app] }',
    ];
    const policy = `variables: quarantine\nrotate: [${rules.join(', ')}]\n`;
    const sha = await world.github.commitFiles({ ...APP, files: { '.github/rekey.yml': policy } });
    const check = await policyCheckOf(world, sha, APP);
    expect(check.output.summary).toContain(
      '`rotate` has no effect: it counts in the organisation’s file only',
    );
    world.github.setSecret({ owner: 'acme', repo: 'app', name: 'TAKEN_TOKEN', value: 'his' });
    await world.leak('TAKEN_TOKEN', first.value);
    const issue = await world.closedIssue('`TAKEN_TOKEN`');
    expect(issue.body).not.toContain('Successor asked for');
    await leakVariable({ owner: 'acme', repo: 'app', name: 'TAKEN_VAULT', value: second.value });
    for (const ended of [first, second]) expect(world.vault.tokens).not.toContain(ended);
    expect(world.secretOf('TAKEN_TOKEN')).toBe('his');
    expect(world.secretOf('TAKEN_VAULT')).toBeUndefined();
    expect(world.vault.made).toHaveLength(before);
  });
});

it('never shows a new value, and asks GitHub as GitHub describes', async () => {
  const values = [...world.grafana.made.map(({ key }) => key), ...world.vault.made.map(({ value }) => value)];
  const issues = await world.github.listIssues(APP);
  const shown = [...world.written(), ...issues.map(({ body, title }) => `${title} ${body}`)];
  for (const value of [...values, world.grafana.admin, world.vault.admin, world.kv.token])
    expect(shown.filter((text) => text.includes(value))).toEqual([]);
  expect(world.github.violations).toEqual([]);
});
