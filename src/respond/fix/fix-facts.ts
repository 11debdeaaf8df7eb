import type { Keeper } from '../../fix/index.ts';
import type { LeftReason } from '../words/fix.ts';

/** A place in a file that is replaced. Strings from a repository are hostile. */
export interface FixedPlace {
  readonly line: number;
  /** Kind of the credential, in plain English of ours. */
  readonly credential: string;
  readonly server?: string;
  readonly key?: string;
  /** Of the variable. */
  readonly name: string;
  readonly keeper: Keeper;
  readonly reference: string;
}

/** A file that is changed, or deleted. */
export interface FixedFile {
  readonly path: string;
  readonly removed: boolean;
  readonly places: readonly FixedPlace[];
}

/** A place that stays as it is. */
export interface LeftPlace {
  readonly path: string;
  readonly line: number;
  readonly reason: LeftReason;
  /** What a person can write by hand, the same that the check says; after an empty line what has to stand beside it. */
  readonly instead?: string;
}

/** What becomes of a file at the root that goes with the others; `holds`: it says all of it already; `left`: it cannot. */
export type SideFile = 'changed' | 'holds' | 'left';

/** All that the pull request says. */
export interface FixFacts {
  /** Where people see the repository. */
  readonly htmlUrl: string;
  readonly files: readonly FixedFile[];
  readonly left: readonly LeftPlace[];
  /** `.env.example`, which lists the variables. */
  readonly example: SideFile;
  /** `.gitignore`, which covers the files that go, and those that people have to take out. */
  readonly gitignore: SideFile;
  /** Paths of the latter. */
  readonly ignored: readonly string[];
  /** Every credential that is replaced, or named among what is left, was proved dead. */
  readonly allDead: boolean;
}
