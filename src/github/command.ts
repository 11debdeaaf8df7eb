/** What people may ask for about an incident, by its name in a comment: `/rekey approve`. */
export const VERBS = ['approve', 'decline'] as const;

export type Verb = (typeof VERBS)[number];

/** How a comment asks for it: what stands after the verb. */
export const TAKES: Readonly<Record<Verb, 'nothing' | 'reason'>> = {
  approve: 'nothing',
  decline: 'reason',
};

/**
 * The buttons of a check run, by the identifier that GitHub sends back (at most 20 characters).
 * https://docs.github.com/rest/checks/runs#create-a-check-run
 */
export const BUTTONS = { 'rekey-approve': 'approve' } as const satisfies Readonly<Record<string, Verb>>;

/** A person as GitHub names one in a signed webhook; never taken from a text. */
export interface Person {
  readonly id: number;
  readonly login: string;
}
