import type { Severity } from '../policy/severity.ts';

/** One subject about which a check has something to say. Names are scrubbed, and hostile. */
export interface HygieneSubject {
  /** By which people name the finding in a command; letters and digits. */
  readonly code: string;
  readonly name: string;
  /** `owner/name`; null where it is no single one. */
  readonly repository: string | null;
  readonly severity: Severity;
  readonly facts: Readonly<Record<string, string | number>>;
}

/** What a check says to an owner. */
export interface HygieneGroup {
  readonly check: string;
  readonly severity: Severity;
  /** All, of which some are named. */
  readonly count: number;
  readonly subjects: readonly HygieneSubject[];
}

/** An exception that ends soon. */
export interface EndingException {
  readonly check: string;
  readonly name: string;
  readonly reason: string;
  readonly endsAt: Date;
}

/** All that an owner is told. */
export interface Hygiene {
  /** As it is written; empty for what nobody owns. */
  readonly owner: string;
  /** Worst first. */
  readonly groups: readonly HygieneGroup[];
  readonly ending: readonly EndingException[];
  /** All exceptions that the owner answers for. */
  readonly exceptions: number;
  /** When the newest of it came to be as it is; absent where there is nothing. */
  readonly newest?: Date;
}

/** Characters of a finding's id by which people name it. */
const CODE = /^`?(?<code>[\da-f]{8})`?(?: (?<rest>.*))?$/i;

/** The code of a finding. */
export const codeOf = (id: string): string => id.slice(0, 8);

/** Reads a code and what stands behind it; undefined where a text does not begin with one. */
export function readCode(text: string): { readonly code: string; readonly rest: string } | undefined {
  const { code, rest = '' } = CODE.exec(text)?.groups ?? {};
  return code === undefined ? undefined : { code: code.toLowerCase(), rest };
}
