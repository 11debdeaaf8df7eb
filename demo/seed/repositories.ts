import { DEFAULT_GOVERNANCE, DEFAULT_POLICY } from '../../src/policy/policy.ts';
import { APPROVERS, AREAS, PARTS, SERVERS, TEAMS } from './catalogue.ts';
import type { Row } from './insert-rows.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';

/** A repository of the seeded organisation. */
export interface SeededRepository {
  readonly id: number;
  readonly name: string;
  readonly private: boolean;
  readonly archived: boolean;
  /** `@organisation/team` by CODEOWNERS; of some nobody says whose they are. */
  readonly owner?: string;
}

/** Draws the repositories of an organisation. */
export function drawRepositories(
  random: Random,
  { installationId, owner, repositories }: Plan,
): readonly SeededRepository[] {
  return Array.from({ length: repositories }, (_, index) => {
    const area = AREAS[index % AREAS.length] ?? 'misc';
    const part = PARTS[Math.floor(index / AREAS.length) % PARTS.length] ?? 'app';
    const round = Math.floor(index / (AREAS.length * PARTS.length));
    return {
      id: installationId * 100_000 + index,
      name: `${area}-${part}${round === 0 ? '' : `-${round + 1}`}`,
      private: random.chance(0.85),
      archived: random.chance(0.06),
      ...(random.chance(0.88) ? { owner: `@${owner}/${random.pick(TEAMS)}` } : {}),
    };
  });
}

/** The organisation's register of servers, as its policy has it; some run on without being in it. */
export function registeredServers({ owner }: Plan) {
  return SERVERS.slice(0, 7).map((name, index) => ({
    name,
    url: `https://mcp.${owner}.example/${name}`,
    owner: `@${owner}/${TEAMS[index] ?? TEAMS[0]}`,
    environments: index % 3 === 0 ? ['production'] : ['production', 'staging'],
    scopes: [`${name}.read`],
    ...(index === 6 ? { until: '2026-06-30' } : {}),
  }));
}

/** The rows of the installation and of what is known of its repositories. */
export function* installationRows(plan: Plan): Generator<Row> {
  const { installationId: id, owner, now } = plan;
  yield { id, owner, owner_type: 'Organization', reconciled_at: now, updated_at: now };
}

export function* repositoryRows(
  { installationId, owner, now }: Plan,
  all: readonly SeededRepository[],
): Generator<Row> {
  for (const { id, name, private: isPrivate, archived } of all)
    yield {
      id,
      installation_id: installationId,
      owner,
      name,
      private: isPrivate,
      default_branch: 'main',
      archived,
      updated_at: now,
    };
}

/** The policy that each repository has: the defaults, with the organisation's register and who may decide. */
export function* policyRows(plan: Plan, all: readonly SeededRepository[]): Generator<Row> {
  const governance = { ...DEFAULT_GOVERNANCE, hygiene: 'dashboard' };
  const policy = {
    ...DEFAULT_POLICY,
    governance,
    servers: registeredServers(plan),
    approvers: APPROVERS.map((name) => `@${name}`),
  };
  for (const { id } of all)
    yield { repository_id: id, installation_id: plan.installationId, policy, read_at: plan.now };
}

/** Histories that were read, but for a few. */
export function* backfillRows(plan: Plan, all: readonly SeededRepository[]): Generator<Row> {
  const began = new Date(plan.now.getTime() - plan.months * 30 * 86_400_000);
  for (const [index, { id, name }] of all.entries())
    yield {
      repository_id: id,
      installation_id: plan.installationId,
      owner: plan.owner,
      name,
      state: index % 97 === 96 ? 'too_large' : 'done',
      total: 400 + ((index * 7919) % 9000),
      done: 400 + ((index * 7919) % 9000),
      list: 0,
      page: 1,
      left_out: 0,
      attempts: 1,
      next_at: began,
      asked_at: began,
      started_at: began,
      finished_at: new Date(began.getTime() + 60_000 * index),
      updated_at: began,
    };
}

/** What the register read of each repository last. None is due: there is no GitHub to read them from. */
export function* readingRows(random: Random, plan: Plan, all: readonly SeededRepository[]): Generator<Row> {
  for (const { id, owner } of all)
    yield {
      installation_id: plan.installationId,
      repository_id: id,
      sha: random.hex(40),
      code_owners: owner === undefined ? null : `* ${owner}\n`,
      read_at: plan.now,
      due_at: new Date(plan.now.getTime() + 365 * 86_400_000),
    };
}
