import type { Severity } from '../policy/severity.ts';
import type { Frames } from './frames.ts';
import type { Records } from './records.ts';
import type { SubjectKind } from './subject.ts';

/** What a check says of one record: the numbers and names that fill its sentence. */
export interface Hit {
  readonly facts: Readonly<Record<string, string | number>>;
  /** Where it differs from the check's own. */
  readonly severity?: Severity;
}

/** Numbers of the policy that checks measure by, and the day. */
export interface Measures {
  readonly now: Date;
  /** Longest life of a token of an agent or a job where the register says nothing else. */
  readonly maxTokenSeconds: number;
  /** So old a static credential may become before it is to be rotated. */
  readonly maxAgeDays: number;
  /** So long nobody need have used it before it is called unused. */
  readonly unusedDays: number;
}

/** One rule over the records of one or several kinds. */
export interface Check<K extends SubjectKind = SubjectKind> {
  /** Kebab-case, never changed once released: findings and exceptions name it. */
  readonly id: string;
  readonly subjects: readonly K[];
  readonly title: string;
  readonly severity: Severity;
  /** One sentence about a hit; `{name}` stands for a fact of that name. */
  readonly says: string;
  /** What to do about it, in the imperative. */
  readonly remedy: string;
  /** What it maps to. */
  readonly frames: Frames;
  /** Told by the incident of the credential already: it is listed, but no hygiene issue repeats it. */
  readonly isIncident?: true;
  /** Pure; undefined: nothing to say. */
  test(record: Records[K], measures: Measures): Hit | undefined;
}

/**
 * Writes down a check of some kinds of records. What comes out may be listed beside checks of others; it is only asked
 * about the kinds that it names.
 */
export function defineCheck<const K extends SubjectKind>(check: Check<K>): Check {
  return check;
}
