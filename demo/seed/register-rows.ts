import { ENVIRONMENTS, PACKAGES, SECRETS, SERVERS } from './catalogue.ts';
import type { Row } from './insert-rows.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import type { SeededRepository } from './repositories.ts';

const DAY_MS = 86_400_000;

/** The rows of the register, by table, in the order in which they may be inserted. */
export interface RegisterRows {
  readonly mcp_servers: Row[];
  readonly workflow_jobs: Row[];
  readonly credential_references: Row[];
  readonly actions_secrets: Row[];
  readonly deploy_environments: Row[];
}

interface Drawing {
  readonly random: Random;
  readonly plan: Plan;
  readonly rows: RegisterRows;
}

const ago = ({ plan }: Drawing, days: number) => new Date(plan.now.getTime() - days * DAY_MS);

function refer(drawing: Drawing, repository: SeededRepository, reference: Row): void {
  const { plan, random, rows } = drawing;
  rows.credential_references.push({
    id: random.uuid(),
    installation_id: plan.installationId,
    repository_id: repository.id,
    ...reference,
  });
}

function drawServers(drawing: Drawing, repository: SeededRepository): void {
  const { random, plan, rows } = drawing;
  const path = random.pick(['.mcp.json', '.cursor/mcp.json', '.vscode/mcp.json']);
  for (const name of SERVERS) {
    if (!random.chance(0.22)) continue;
    const id = random.uuid();
    const isRemote = random.chance(0.5);
    const [runner, fetched, version] = random.pick(PACKAGES);
    const since = random.int(1, plan.months * 30);
    const line = random.int(3, 60);
    rows.mcp_servers.push({
      id,
      installation_id: plan.installationId,
      repository_id: repository.id,
      path,
      name,
      line,
      surface: 'claude-code',
      transport: isRemote ? 'http' : 'stdio',
      url: isRemote ? `${random.chance(0.05) ? 'http' : 'https'}://mcp.${plan.owner}.example/${name}` : null,
      secret_in_url: isRemote && random.chance(0.05),
      basic_auth: isRemote && random.chance(0.04),
      holds_credential: random.chance(0.15),
      runner: isRemote ? null : runner,
      package: isRemote ? null : fetched,
      version: isRemote ? null : version,
      first_seen_at: ago(drawing, since),
      seen_at: plan.now,
      gone_at: random.chance(0.08) ? ago(drawing, random.int(0, since)) : null,
    });
    if (random.chance(0.7))
      refer(drawing, repository, {
        via: random.pick(['env', 'input', 'env', 'vault']),
        name: random.pick(SECRETS),
        path,
        line: line + 2,
        key: 'Authorization',
        server_id: id,
        job_id: null,
      });
  }
}

function drawJobs(drawing: Drawing, repository: SeededRepository): void {
  const { random, plan, rows } = drawing;
  for (const job of ['agent', 'deploy', 'review'] as const) {
    if (!random.chance(0.5)) continue;
    const id = random.uuid();
    const path = `.github/workflows/${job}.yml`;
    const isForeign = job === 'review' && random.chance(0.15);
    rows.workflow_jobs.push({
      id,
      installation_id: plan.installationId,
      repository_id: repository.id,
      path,
      job,
      environment: job === 'deploy' ? random.pick(ENVIRONMENTS) : null,
      triggers: isForeign ? ['pull_request_target'] : ['push', 'workflow_dispatch'],
      oidc: random.chance(0.3),
      runs_foreign_code: isForeign,
      mcp: job !== 'deploy',
      first_seen_at: ago(drawing, random.int(1, plan.months * 30)),
      seen_at: plan.now,
      gone_at: null,
    });
    for (let nth = random.int(1, 2); nth > 0; nth -= 1)
      refer(drawing, repository, {
        via: random.chance(0.9) ? 'secret' : 'variable',
        name: random.pick(SECRETS),
        path,
        line: 10 + nth,
        key: 'TOKEN',
        server_id: null,
        job_id: id,
      });
  }
}

function secret(drawing: Drawing, name: string, more: Row): void {
  const { random, plan, rows } = drawing;
  const age = random.int(2, 700);
  rows.actions_secrets.push({
    id: random.uuid(),
    installation_id: plan.installationId,
    environment: '',
    visibility: null,
    name,
    created_at: ago(drawing, age),
    updated_at: ago(drawing, random.int(0, age)),
    used_at: random.chance(0.8) ? ago(drawing, random.int(0, 120)) : null,
    seen_at: plan.now,
    gone_at: null,
    ...more,
  });
}

function drawSecrets(drawing: Drawing, { id: repository_id }: SeededRepository): void {
  const { random, plan, rows } = drawing;
  for (const name of SECRETS)
    if (random.chance(0.3)) secret(drawing, name, { repository_id, scope: 'repository' });
  for (const environment of ENVIRONMENTS) {
    if (!random.chance(0.3)) continue;
    rows.deploy_environments.push({
      repository_id,
      name: environment,
      reviewers: environment === 'production' && random.chance(0.6),
      branches: random.chance(0.4),
      read_at: plan.now,
    });
    for (const name of SECRETS)
      if (random.chance(0.15)) secret(drawing, name, { repository_id, scope: 'environment', environment });
  }
}

/** Draws servers, jobs, what they take, secrets and environments. */
export function drawRegister(random: Random, plan: Plan, homes: readonly SeededRepository[]): RegisterRows {
  const rows: RegisterRows = {
    mcp_servers: [],
    workflow_jobs: [],
    credential_references: [],
    actions_secrets: [],
    deploy_environments: [],
  };
  const drawing = { random, plan, rows };
  for (const repository of homes) {
    drawServers(drawing, repository);
    drawJobs(drawing, repository);
    drawSecrets(drawing, repository);
  }
  for (const name of SECRETS.slice(0, 5))
    secret(drawing, name, {
      repository_id: 0,
      scope: 'organization',
      visibility: random.pick(['all', 'private', 'selected']),
    });
  return rows;
}
