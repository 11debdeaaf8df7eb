import { mergePolicies } from '../../policy/merge-policies.ts';
import type { PolicyFile } from '../../policy/policy-file.ts';
import type { Policy } from '../../policy/policy.ts';

/** One of the two files as it stands now. */
export interface ParsedFile {
  /** Absent where there is none, and where it is broken. */
  readonly file?: PolicyFile;
  readonly isBroken: boolean;
}

/** The two files that make the policy of a repository. */
export interface Files<File> {
  readonly organisation: File;
  readonly own: File;
}

/** The files as they were when they could be read last; null where there was none. */
export type GoodFiles = Files<PolicyFile | null>;

/** What judges a repository, and what is kept for the day on which a file is broken. */
export interface ChosenPolicy {
  readonly policy: Policy;
  readonly good: GoodFiles;
}

/** A broken file gives way to the last good one of the same side. */
const standing = ({ file, isBroken }: ParsedFile, last: PolicyFile | null | undefined) =>
  isBroken ? (last ?? undefined) : file;

/**
 * The policy that two files make. A broken file never takes effect and never takes the other one with it: the last good
 * version of it stays. Where there never was one, nobody knows what was meant: without a word of the organisation
 * nothing is revoked until the file is mended. Pure.
 *
 * @param last undefined where nothing was read before
 */
export function choosePolicy(files: Files<ParsedFile>, last: GoodFiles | undefined): ChosenPolicy {
  const organisation = standing(files.organisation, last?.organisation);
  const own = standing(files.own, last?.own);
  const isUnknown =
    (files.organisation.isBroken && !organisation) || (files.own.isBroken && !own && !organisation);
  // What is there but broken must not count as absent: else the repository would say where tokens are sent.
  const register = files.organisation.isBroken && !organisation ? {} : organisation;
  const policy = mergePolicies(register, own);
  return {
    policy: isUnknown ? { ...policy, mode: 'observe', unreadable: true } : policy,
    good: { organisation: organisation ?? null, own: own ?? null },
  };
}
