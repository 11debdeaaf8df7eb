/** What people may ask for about an incident, by its name in a comment: `/rekey approve`. */
export const VERBS = [
  'revoke',
  'approve',
  'decline',
  'not-a-secret',
  'accept-risk',
  'rotated',
  'owner',
  'rescan',
  'help',
] as const;

export type Verb = (typeof VERBS)[number];

/** What stands after the verb. `risk`: a reason and a date. */
export type Takes = 'nothing' | 'reason' | 'risk' | 'owner';

/**
 * Whose word it takes. `approver`: whom policy lets decide about a revocation. `writer`: whoever has write access to the
 * repository in which it is said.
 */
export type Speaker = 'approver' | 'writer';

/** How a comment asks for it. */
export const TAKES: Readonly<Record<Verb, Takes>> = {
  revoke: 'nothing',
  approve: 'nothing',
  decline: 'reason',
  'not-a-secret': 'reason',
  'accept-risk': 'risk',
  rotated: 'nothing',
  owner: 'owner',
  rescan: 'nothing',
  help: 'nothing',
};

/** Who may ask for it: what ends a credential, or leaves it alive, is decided; the rest is told. */
export const SPEAKERS: Readonly<Record<Verb, Speaker>> = {
  revoke: 'approver',
  approve: 'approver',
  decline: 'approver',
  'not-a-secret': 'approver',
  'accept-risk': 'approver',
  rotated: 'writer',
  owner: 'writer',
  rescan: 'writer',
  help: 'writer',
};

/**
 * The buttons of a check run, by the identifier that GitHub sends back (at most 20 characters).
 * https://docs.github.com/rest/checks/runs#create-a-check-run
 */
export const BUTTONS = {
  'rekey-revoke': 'revoke',
  'rekey-not-a-secret': 'not-a-secret',
  'rekey-rescan': 'rescan',
} as const satisfies Readonly<Record<string, Verb>>;

/** A person as GitHub names one in a signed webhook; never taken from a text. */
export interface Person {
  readonly id: number;
  readonly login: string;
}
