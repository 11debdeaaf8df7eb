import type { FindingOutcome } from '../inventory/finding-outcome.ts';
import type { ColumnType, JSONColumnType } from 'kysely';
import type { SubjectKind } from '../governance/subject.ts';
import type { Severity } from '../policy/severity.ts';
import type { GitHubId, Moment, Timestamp } from './column-types.ts';

/** What a check of the register found about one subject, from when it was seen first until it is gone. */
interface GovernanceFindingsTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  /** Id of the check, such as `unpinned-server`. */
  readonly check_id: string;
  readonly subject_kind: SubjectKind;
  /** Id of the row that the subject is. */
  readonly subject_id: string;
  /** How people know the subject; scrubbed. */
  readonly subject_name: string;
  /** `owner/name` of the repository that has to act; null where it is no single one. */
  readonly repository: string | null;
  readonly severity: Severity;
  /** Names and numbers that fill the check's sentence; scrubbed. */
  readonly facts: JSONColumnType<Record<string, string | number>>;
  /** `@login` or `@organisation/team`; empty where nobody is known. */
  readonly owners: JSONColumnType<string[]>;
  readonly opened_at: Timestamp;
  /** Since when it is as bad as it is: when it was opened, or its severity changed. */
  readonly changed_at: Timestamp;
  readonly seen_at: Timestamp;
  readonly closed_at: Moment;
}

/** A finding that a person accepted until a day: an exception with an owner, a scope and an end. */
interface GovernanceExceptionsTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  readonly check_id: string;
  readonly subject_kind: SubjectKind;
  readonly subject_id: string;
  /** In the words of the person; scrubbed. */
  readonly reason: string;
  /** Who answers for it: `@login` or `@organisation/team`. */
  readonly owner: string;
  /** Who accepted it: `@login`, `operator`, or `policy`. */
  readonly made_by: string;
  readonly made_at: Timestamp;
  /** The moment after its last day. */
  readonly ends_at: Date;
  /** When it was taken back, or had ended and was said to have. */
  readonly ended_at: Moment;
}

/** How many findings of a check were open on a day: what trends are drawn from. */
interface GovernanceDaysTable {
  readonly installation_id: GitHubId;
  /** UTC day, YYYY-MM-DD. */
  readonly day: ColumnType<string, string, string>;
  readonly check_id: string;
  readonly open: number;
}

/** When the register of an installation was last looked at by the checks. */
interface GovernanceLooksTable {
  readonly installation_id: GitHubId;
  readonly looked_at: Date;
}

/** The issue of a week that tells an owner what the checks found. */
interface HygieneIssuesTable {
  readonly installation_id: GitHubId;
  /** `@login` or `@organisation/team` in lower case; empty: what nobody owns. */
  readonly owner: string;
  /** ISO 8601, `2026-W48`: of its beginning; one that has nothing new to say goes on. */
  readonly week: string;
  readonly issue_owner: string | null;
  readonly issue_repository: string | null;
  readonly issue_number: number | null;
  readonly issue_attempted_at: Moment;
  /** SHA-256 of what was written last. */
  readonly issue_digest: ColumnType<string | null, string | null | undefined, string | null>;
  /** What changed later is news. */
  readonly told_at: Date;
  readonly closed_at: Moment;
}

/** A person's word on a hygiene issue, and what became of it. */
interface FindingWordsTable {
  /** The comment. */
  readonly source: string;
  readonly installation_id: GitHubId;
  /** `owner/name#number`, as it was when it was said. */
  readonly issue: string;
  readonly actor: string;
  readonly outcome: FindingOutcome;
  readonly attempted_at: Moment;
  readonly answered_at: Moment;
  readonly made_at: Timestamp;
}

export interface GovernanceSchema {
  readonly governance_findings: GovernanceFindingsTable;
  readonly governance_exceptions: GovernanceExceptionsTable;
  readonly governance_days: GovernanceDaysTable;
  readonly governance_looks: GovernanceLooksTable;
  readonly hygiene_issues: HygieneIssuesTable;
  readonly finding_words: FindingWordsTable;
}
