import type { Confidence, Slot } from '../detect/finding.ts';
import type { Place } from '../github/place.ts';
import type { CredentialFacts } from './credential-facts.ts';
import type { Introduction } from './introduction.ts';
import type { Ownership } from './owners.ts';
import type { ReplacementStage, ReplacementTarget } from './rotation.ts';
import type { DangerFacts } from './severity-facts.ts';
import type { IncidentState } from './state.ts';

/**
 * What came of telling the author of a text how to edit it away: a comment was written; GitHub refused one; texts of its
 * kind take none; it was edited away already, history and all.
 */
export type ToldOutcome = 'told' | 'refused' | 'nowhere' | 'clean';

/** One place where a credential was seen, as the respond stage shows it. All strings come from a repository: hostile. */
export interface ExposureReport {
  readonly incidentId: string;
  readonly repository: { readonly owner: string; readonly name: string; readonly private: boolean };
  /** The commit; for other places {@link placeVersion}. */
  readonly commit: string;
  /** The file; for other places {@link placePath}. */
  readonly path: string;
  /** Absent for a file of a commit. */
  readonly place?: Place;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  /** Exclusive. */
  readonly endColumn: number;
  readonly surface: string;
  readonly slot: Slot;
  /** How sure it is that it is a credential; absent for what was found before that was kept. */
  readonly confidence?: Confidence;
  readonly server?: string;
  readonly key?: string;
  /** True when this commit brought it; false when it was there before the push. */
  readonly introduced: boolean;
  /** Only for what a person wrote, and once its author was to be told. */
  readonly told?: ToldOutcome;
  /** False when the judged head no longer holds it; absent where nobody looked. */
  readonly atHead?: boolean;
}

/** One change in an incident's life, from the audit trail. */
export interface TimelineEntry {
  readonly at: Date;
  /** A state of the incident or an event of the broker (`probe_live`, `revocation_sent`, …). */
  readonly event: string;
  /** HTTP status of an issuer's answer, when there was one. */
  readonly http?: number;
  /** The person who did it: `@login`, or `operator`; absent for what Rekey or a broker did. */
  readonly person?: string;
}

/** Who may decide about a revocation that waits for a person. */
export interface Approval {
  /** As policy writes them, `@login` or `@owner/team`; empty: whoever has the permission `admin` on the repository. */
  readonly approvers: readonly string[];
  /** The repository of the leak. */
  readonly repository: { readonly owner: string; readonly name: string };
}

/** How many places of a repository hold a credential. */
export interface RepositoryCount {
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  readonly count: number;
}

/** What became of the replacement of a credential. Names only. */
export interface SuccessorReport {
  readonly stage: ReplacementStage;
  readonly target: ReplacementTarget;
  /** Why there is none. */
  readonly explanation?: string;
}

/** What the broker would do about a credential that it was not let touch, as it plans it. */
export interface PlanReport {
  /** `observe`: policy only reports. `approval`: a person decides. */
  readonly why: 'observe' | 'approval';
  readonly action:
    'revoke' | 'disable' | 'remove_client' | 'manual' | 'unsupported' | 'untrusted' | 'nothing';
  /** The provider's name for people. */
  readonly provider?: string;
  readonly reversible: boolean;
  readonly needs?: 'own_right' | 'operator';
  /** Origins at which the value would be used. */
  readonly sentTo: readonly string[];
  readonly blast?: 'token' | 'grant' | 'installation' | 'all_user_tokens' | 'client';
  readonly dryRun: boolean;
  readonly pageUrl?: string;
  readonly remote?: true;
}

/** One leaked credential with its life so far. */
export interface IncidentReport {
  readonly id: string;
  readonly provider: string;
  readonly type: string;
  /** `ghp_… (40 characters)` */
  readonly redacted: string;
  /** First 12 hex digits of the keyed fingerprint. */
  readonly fingerprint: string;
  readonly state: IncidentState;
  /** The broker's sentence for people; ours, not the provider's. */
  readonly explanation?: string;
  readonly rotateUrl?: string;
  /** A person whom policy lets decide could have it revoked now; only for check runs. */
  readonly revocable?: boolean;
  /** So far only outsiders brought it and nothing accepted it, so it has no issue; only for check runs. */
  readonly claim?: boolean;
  /** Only while it waits for a person whom policy lets decide. */
  readonly approval?: Approval;
  /** Only while the broker was not let touch it. */
  readonly plan?: PlanReport;
  /** One of its repositories became public while it was open. */
  readonly urgent?: boolean;
  /** Only where it was to be replaced. */
  readonly successor?: SuccessorReport;
  /** True when any place is in a public repository. */
  readonly public: boolean;
  /** The first places, at most 50. */
  readonly exposures: readonly ExposureReport[];
  readonly exposureCount: number;
  /** Those with most places first, at most 50; only for its issue. */
  readonly repositories?: readonly RepositoryCount[];
  /** How many repositories hold it, listed or not; only for its issue. */
  readonly repositoryCount?: { readonly all: number; readonly public: number };
  /** What counts for its severity; only for its issue. */
  readonly danger?: DangerFacts;
  /** What takes the secrets and variables that hold it, the first of it with the true counts; only for its issue. */
  readonly reach?: {
    readonly ways: readonly ReachedBy[];
    readonly count: number;
    readonly repositories: number;
    /** There are more than are counted. */
    readonly more: boolean;
  };
  /** How it came there; only for its issue. */
  readonly introduction?: Introduction;
  /** Whose it is; only for its issue, and where somebody was found. */
  readonly ownership?: Ownership;
  readonly timeline: readonly TimelineEntry[];
  /** Whose it was and what it could do; absent where nobody was asked. */
  readonly facts?: CredentialFacts;
}

/** A job or server that takes what holds a credential. Names come from repositories: scrubbed, and hostile. */
export interface ReachedBy {
  /** `owner/name` */
  readonly repository: string;
  /** The workflow or configuration. */
  readonly path: string;
  readonly holder: {
    readonly via: 'secret' | 'variable';
    readonly name: string;
    readonly scope: 'repository' | 'environment' | 'organization';
  };
  readonly job?: string;
  readonly environment?: string;
  readonly server?: string;
}

/** What a check of the register says of something that these commits bring. Texts are scrubbed, and hostile. */
export interface Mend {
  /** Id of the check. */
  readonly check: string;
  readonly path: string;
  /** 1-based. */
  readonly line: number;
  readonly facts: Readonly<Record<string, string | number>>;
  /** It would show the public where something can be had. */
  readonly delicate?: true;
}

/** All that the check run of one head commit says. */
export interface CheckReport {
  readonly headSha: string;
  readonly mode: 'observe' | 'enforce';
  readonly private: boolean;
  readonly exposures: readonly ExposureReport[];
  readonly incidents: readonly IncidentReport[];
  /** Files or commits that could not be read, in plain words of ours. */
  readonly notes: readonly string[];
  /** What passes, and is worth mending; worst first. */
  readonly mends?: readonly Mend[];
}
