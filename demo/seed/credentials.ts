import { INCIDENT_STATES, isEnded, type IncidentState } from '../../src/inventory/state.ts';
import { ENVIRONMENTS, PEOPLE, SERVERS, TYPES, type SeededType } from './catalogue.ts';
import type { Row } from './insert-rows.ts';
import { drawState, JOURNEYS, type Step } from './journeys.ts';
import type { Plan } from './plan.ts';
import type { Random } from './random.ts';
import type { SeededRepository } from './repositories.ts';

const DAY_MS = 86_400_000;

/** A credential with the life of its incident. Moments are milliseconds since 1970. */
export interface SeededCredential {
  readonly id: string;
  readonly incidentId: string;
  readonly kind: SeededType;
  readonly state: IncidentState;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Where it was seen first. */
  readonly home: SeededRepository;
  readonly owners: readonly string[];
  readonly server: string | null;
  readonly environment: string | null;
  readonly steps: readonly (Step & { readonly at: number })[];
}

/** More in the first weeks, when histories are read, and fewer as people learn. */
const drawAge = (random: Random, months: number) => months * 30 * random.fraction() ** 0.75;

function stateOf(random: Random, index: number, ageDays: number, kind: SeededType): IncidentState {
  // However few there are, each state is among the newest.
  return INCIDENT_STATES[index] ?? drawState(random, ageDays, kind.ends);
}

function ownersOf(random: Random, home: SeededRepository): readonly string[] {
  if (home.owner !== undefined && random.chance(0.8)) return [home.owner];
  return random.chance(0.6) ? [`@${random.pick(PEOPLE)}`] : [];
}

function drawOne(
  random: Random,
  { months, now }: Plan,
  homes: readonly SeededRepository[],
  index: number,
): SeededCredential {
  const kind = random.weighted(TYPES);
  const ageDays = index < INCIDENT_STATES.length ? 0.5 + index / 4 : drawAge(random, months);
  const createdAt = Math.round(now.getTime() - ageDays * DAY_MS);
  const state = stateOf(random, index, ageDays, kind);
  let at = createdAt;
  const steps = JOURNEYS[state](random).map((step) => {
    // What would still be to come has happened by now.
    at = Math.min(at + Math.round(step.after * 1000), now.getTime());
    return { ...step, at };
  });
  // Some repositories hold many of them.
  const home = homes[Math.floor(random.fraction() ** 2 * homes.length)] ?? random.pick(homes);
  return {
    id: random.uuid(),
    incidentId: random.uuid(),
    kind,
    state,
    createdAt,
    updatedAt: at,
    home,
    owners: ownersOf(random, home),
    server: random.chance(0.75) ? random.pick(SERVERS) : null,
    environment: random.chance(0.4) ? random.pick(ENVIRONMENTS) : null,
    steps,
  };
}

/** Draws credentials with their incidents, the oldest first. */
export function drawCredentials(
  random: Random,
  plan: Plan,
  homes: readonly SeededRepository[],
): readonly SeededCredential[] {
  return Array.from({ length: plan.credentials }, (_, index) => drawOne(random, plan, homes, index)).sort(
    (one, other) => one.createdAt - other.createdAt,
  );
}

const moment = (ms: number) => new Date(ms);

/** Fingerprints are drawn: there is no value of which they could be made. */
export function* credentialRows(
  random: Random,
  plan: Plan,
  all: readonly SeededCredential[],
): Generator<Row> {
  for (const { id, kind, server, environment, createdAt } of all)
    yield {
      id,
      installation_id: plan.installationId,
      fingerprint: random.hex(64),
      provider: kind.provider,
      type: kind.type,
      redacted: `${kind.prefix}… (${kind.length} characters)`,
      server,
      server_url:
        kind.provider === 'mcp' && server !== null ? `https://mcp.${plan.owner}.example/${server}` : null,
      environment,
      first_seen_at: moment(createdAt),
    };
}

const SAYS: Partial<Record<IncidentState, string>> = {
  manual_required: 'Only its owner can revoke it, on the page of its provider.',
  unsupported: 'No broker knows how to revoke a credential of this type.',
  untrusted_issuer: 'Its issuer is not in the list that the policy trusts.',
  denied_by_policy: 'The policy lets nobody revoke it.',
  failed: 'The issuer answered with an error, several times.',
  accepted_unverified: 'The issuer accepted the revocation; that it is dead is not proved yet.',
};

export function* incidentRows(plan: Plan, all: readonly SeededCredential[]): Generator<Row> {
  for (const [index, { id, incidentId, state, kind, home, createdAt, updatedAt }] of all.entries())
    yield {
      id: incidentId,
      credential_id: id,
      state,
      explanation: SAYS[state] ?? null,
      rotate_url: state === 'manual_required' ? (kind.rotateUrl ?? null) : null,
      issue_owner: plan.owner,
      issue_repository: home.name,
      issue_number: 100 + index,
      issue_attempted_at: moment(createdAt + 12_000),
      urgent_at: !home.private && !isEnded(state) ? moment(createdAt) : null,
      created_at: moment(createdAt),
      updated_at: moment(updatedAt),
    };
}

const FOR_A_PERSON: ReadonlySet<IncidentState> = new Set([
  'approval_needed',
  'manual_required',
  'unsupported',
  'untrusted_issuer',
  'denied_by_policy',
  'failed',
  'accepted_unverified',
]);

/** Nothing is left to say about those that wait: nobody is reminded by a seeded organisation. */
export function* waitRows(random: Random, plan: Plan, all: readonly SeededCredential[]): Generator<Row> {
  for (const { incidentId, state, home, updatedAt } of all) {
    if (!FOR_A_PERSON.has(state)) continue;
    const [severity, days] = random.weighted([
      [home.private ? 1 : 6, ['critical', 1]],
      [3, ['high', 3]],
      [5, ['medium', 14]],
      [1, ['low', 30]],
    ] as const);
    yield {
      incident_id: incidentId,
      installation_id: plan.installationId,
      severity,
      since: moment(updatedAt),
      due_at: moment(updatedAt + days * DAY_MS),
    };
  }
}

export function* ownerRows(all: readonly SeededCredential[]): Generator<Row> {
  for (const { id, owners, createdAt } of all)
    if (owners.length > 0)
      yield {
        credential_id: id,
        owners,
        source: owners[0]?.includes('/') ? 'codeowners' : 'committer',
        settled_at: moment(createdAt + 5000),
      };
}

/** What a provider or the value itself told. */
export function* factRows(random: Random, all: readonly SeededCredential[]): Generator<Row> {
  for (const { id, kind, owners, environment, createdAt } of all) {
    if (!random.chance(0.7)) continue;
    const issued = createdAt - random.int(1, 400) * DAY_MS;
    const life = random.weighted([
      [4, 3600_000],
      [3, 90 * DAY_MS],
      [2, 365 * DAY_MS],
      [3, null],
    ]);
    yield {
      credential_id: id,
      owner: owners[0]?.replace(/^@(?:.*\/)?/, '') ?? null,
      principal_kind: random.pick(kind.principals),
      issuer: kind.provider === 'mcp' ? 'https://login.northwind.example' : null,
      scopes: random.chance(0.15) ? [...kind.scopes, 'admin:org'] : kind.scopes,
      audience: [],
      environment,
      issued_at: moment(issued),
      expires_at: life === null ? null : moment(issued + life),
      last_used_at: random.chance(0.6) ? moment(createdAt - random.int(0, 200) * DAY_MS) : null,
      tools: null,
      more_tools: false,
      source: kind.provider === 'mcp' ? 'offline' : 'provider',
      described_at: moment(createdAt + 2000),
    };
  }
}

/** Accepted risks end after the seeded period. */
export function* riskRows(plan: Plan, all: readonly SeededCredential[]): Generator<Row> {
  for (const { incidentId, state, steps } of all)
    if (state === 'dismissed' && steps.some(({ event }) => event === 'risk_accepted'))
      yield {
        incident_id: incidentId,
        ends_at: moment(plan.now.getTime() + 200 * DAY_MS),
        state: 'approval_needed',
      };
}

/** What the circuit breaker let through. */
export function* admissionRows(plan: Plan, all: readonly SeededCredential[]): Generator<Row> {
  for (const { incidentId, steps } of all) {
    const began = steps.find(({ event }) => event === 'revoking');
    if (began)
      yield {
        incident_id: incidentId,
        installation_id: plan.installationId,
        crowd: '',
        at: moment(began.at),
      };
  }
}
