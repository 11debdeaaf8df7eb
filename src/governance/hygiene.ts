import type { Severity } from '../policy/severity.ts';

/** One subject about which a check has something to say. Names are scrubbed, and hostile. */
export interface HygieneSubject {
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
