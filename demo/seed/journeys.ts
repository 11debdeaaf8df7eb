import type { IncidentState } from '../../src/inventory/state.ts';
import { APPROVERS } from './catalogue.ts';
import type { Random } from './random.ts';

/** One step of an incident: seconds after the one before. */
export interface Step {
  readonly after: number;
  readonly event: string;
  readonly actor: string;
  readonly http?: number;
  readonly why?: string;
}

const HOUR = 3600;
const DAY = 86_400;

/** Most are quick, a few take very long: as it is when issuers answer and people read their mail. */
const about = (random: Random, seconds: number) => seconds * (0.4 + random.fraction() ** 4 * 8);

const rekey = (event: string, after = 0): Step => ({ after, event, actor: 'rekey' });
const broker = (event: string, after: number, http?: number): Step => ({
  after,
  event,
  actor: 'broker',
  ...(http === undefined ? {} : { http }),
});
const person = (random: Random, event: string, after: number, why?: string): Step => ({
  after,
  event,
  actor: `@${random.pick(APPROVERS)}`,
  ...(why === undefined ? {} : { why }),
});

const tried = (random: Random, state: IncidentState, http = 200): readonly Step[] => [
  rekey('revoking', random.fraction()),
  broker('probe_live', 0.2 + random.fraction() * 0.4, 200),
  broker('revocation_sent', 0.01),
  broker(state === 'failed' ? 'revocation_refused' : 'revocation_accepted', about(random, 0.4), http),
];
const proved = (random: Random, state: IncidentState): readonly Step[] => [
  ...tried(random, state),
  broker('probe_dead', about(random, 0.7), 401),
  broker(state, 0.02),
];
const asked = (random: Random): readonly Step[] => [
  rekey('approval_needed'),
  person(random, 'approved', about(random, 2 * HOUR), 'rotated by hand in production'),
];
const byHand = (random: Random): readonly Step[] => [
  rekey('found'),
  broker('manual_required', about(random, 0.6)),
  person(random, 'rotated_said', about(random, 1.5 * DAY)),
  broker('probe_dead', about(random, 0.9), 401),
];

/** How an incident comes to its state. The last step is the state itself. */
export const JOURNEYS: Readonly<Record<IncidentState, (random: Random) => readonly Step[]>> = {
  found: () => [rekey('found')],
  revoking: (random) => [rekey('found'), rekey('revoking', random.fraction())],
  revoked_verified: (random) => [
    ...(random.chance(0.2) ? asked(random) : [rekey('found')]),
    ...proved(random, 'revoked_verified'),
  ],
  disabled_verified: (random) => [rekey('found'), ...proved(random, 'disabled_verified')],
  already_inactive: (random) =>
    random.chance(0.5)
      ? [...byHand(random), broker('already_inactive', 0.01)]
      : [rekey('found'), broker('probe_dead', about(random, 0.5), 401), broker('already_inactive', 0.01)],
  expired: (random) => [rekey('found'), broker('expired', 0.1 + random.fraction())],
  accepted_unverified: (random) => [
    rekey('found'),
    ...tried(random, 'accepted_unverified'),
    broker('accepted_unverified', 1),
  ],
  approval_needed: () => [rekey('approval_needed')],
  manual_required: (random) => [rekey('found'), broker('manual_required', about(random, 0.6))],
  unsupported: () => [rekey('found'), broker('unsupported', 0.1)],
  untrusted_issuer: () => [rekey('found'), broker('untrusted_issuer', 0.3)],
  denied_by_policy: () => [rekey('denied_by_policy')],
  failed: (random) => [rekey('found'), ...tried(random, 'failed', 503), broker('failed', about(random, 60))],
  dismissed: (random) => {
    const risk = random.chance(0.4);
    const why = risk ? 'until 2027-06-30: behind the company network' : 'a value of the documentation';
    return [
      rekey(random.chance(0.5) ? 'approval_needed' : 'found'),
      person(random, risk ? 'risk_accepted' : 'not_a_secret', about(random, DAY), why),
      person(random, 'dismissed', 0),
    ];
  },
};

/** What is left of a credential after some days: nearly all of the old ones have ended. */
export function drawState(random: Random, ageDays: number, ends: 'broker' | 'person'): IncidentState {
  const isFresh = ageDays < 14;
  const open = isFresh ? 30 : 3;
  return random.weighted<IncidentState>([
    [ends === 'broker' ? 70 : 0, 'revoked_verified'],
    [ends === 'broker' ? 6 : 0, 'disabled_verified'],
    [ends === 'broker' ? 10 : 60, 'already_inactive'],
    [5, 'expired'],
    [7, 'dismissed'],
    [open / 2, 'approval_needed'],
    [ends === 'person' ? open : 0.3, 'manual_required'],
    [open / 6, 'unsupported'],
    [open / 6, 'untrusted_issuer'],
    [open / 8, 'denied_by_policy'],
    [open / 10, 'failed'],
    [isFresh ? 3 : 0.3, 'accepted_unverified'],
  ]);
}
