import type { Act, Find, RequestTemplate, Take, Template, When } from './record.ts';

/**
 * A list of the provider in which what an interrupted try left behind is found: by its name, which is the rotation's
 * label, or, where entries have no names, as the one entry that came in between.
 */
export interface ListOf {
  readonly request: RequestTemplate;
  readonly expect: readonly When[];
  /** The array in a JSON answer; absent for AWS's XML, whose entries are the elements `member`. */
  readonly at?: string;
  readonly id: Take;
  /** Equal to the label in an entry of ours. */
  readonly name?: string;
  /** When an entry without a name was made, ISO 8601. */
  readonly made?: Take;
  readonly pages?: { readonly more: string; readonly cursor: string };
}

/**
 * How a successor of a credential is issued with the operator's right and, if need be, removed again. `{label}` names
 * the rotation to the provider, `{new.id}` and the other names of `take` are what it said of the successor.
 */
export interface Rotation {
  /** What must be known of the old credential: its user, its project, its rights. */
  readonly find?: readonly Find[];
  /** Said where `find` finds nothing that fits: what a successor of it would lack. */
  readonly unlike?: string;
  readonly issue: Act;
  /** Where the successor's value stands in the answer. */
  readonly value: Take & { readonly encoding?: 'base64' };
  /** What else the answer tells, without `new.`; never secret. `id` must be among it. */
  readonly take: Readonly<Record<string, Take>>;
  /** The successor's public half and the provider's id of it, for records that need them. */
  readonly keyId?: Template;
  readonly credentialId?: Template;
  /** `expires`: a successor that nobody claimed dies by itself within minutes. */
  readonly left: 'expires' | ListOf;
  /** Gives a successor that would expire the life of the old one, with `{new.value}`. */
  readonly claim?: Act;
  readonly remove: Act;
  /** Where the requests are documented. */
  readonly docs: string;
}
