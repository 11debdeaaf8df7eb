import type { ColumnType, JSONColumnType } from 'kysely';
import type { AuditChainsTable, AuditCheckpointsTable, AuditTable } from './audit-tables.ts';
import type { AdmissionsTable, BreakersTable, PausesTable } from './breaker-tables.ts';
import type { AdvisoriesTable, CredentialOwnersTable } from './issue-tables.ts';
import type {
  CallsTable,
  FirstContactsTable,
  RemindersTable,
  SummariesTable,
  WaitsTable,
} from './escalation-tables.ts';
import type { BackfillsTable } from './backfills-table.ts';
import type { GovernanceSchema } from './governance-tables.ts';
import type { RegisterSchema } from './register-tables.ts';
import type { NamePinsTable, SpentLinksTable } from './access-tables.ts';
import type { AgentSchema } from './agent-tables.ts';
import type { AcceptedRisksTable, DismissalsTable } from './commands-tables.ts';
import type { CredentialFactsTable } from './credential-facts-table.ts';
import type { IncidentDaysTable, IncidentListTable } from './incident-list-table.ts';
import type { IncidentState } from '../inventory/state.ts';
import type { AlertResolution } from '../inventory/alert-resolution.ts';
import type { ToldOutcome } from '../inventory/report.ts';
import type { PolicyFile } from '../policy/policy-file.ts';
import type { Policy } from '../policy/policy.ts';
import type { GitHubId, Moment, Timestamp } from './column-types.ts';
import type { CheckExposuresTable, ChecksTable } from './checks-table.ts';
import type { DecisionsTable } from './decisions-table.ts';
import type { WebSchema } from './web-tables.ts';
import type { RenewalsTable } from './renewals-table.ts';
import type { RotationsTable } from './rotations-table.ts';
import type { ExposuresTable } from './exposures-table.ts';
import type { FixesTable, SuggestionsTable, VariableNamesTable } from './fix-tables.ts';
import type { PolicyChecksTable } from './policy-checks-table.ts';
import type { PlatformSchema } from './platform-schema.ts';

/** A webhook that GitHub delivered, by `X-GitHub-Delivery`; its payload is not kept, only the jobs made of it. */
export interface DeliveriesTable {
  readonly id: string;
  readonly event: string;
  readonly action: string | null;
  readonly installation_id: GitHubId | null;
  readonly received_at: Timestamp;
}

export interface RepositoriesTable {
  readonly id: GitHubId;
  readonly installation_id: GitHubId;
  readonly owner: string;
  readonly name: string;
  readonly private: boolean;
  /** Null until a webhook or a list has told it. */
  readonly default_branch: ColumnType<string | null, string | null | undefined, string | null>;
  readonly archived: ColumnType<boolean, boolean | undefined, boolean>;
  /** When it was deleted or taken out of the installation. */
  readonly removed_at: Moment;
  readonly updated_at: Timestamp;
}

/** The last policy read for a repository (`repository_id`), merged and validated. */
export interface PoliciesTable {
  readonly repository_id: GitHubId;
  readonly installation_id: GitHubId;
  readonly policy: JSONColumnType<Policy>;
  /** The two files as they could be read last; null where there was none. */
  readonly organisation_file: ColumnType<PolicyFile | null, string | null, string | null>;
  readonly own_file: ColumnType<PolicyFile | null, string | null, string | null>;
  readonly read_at: Timestamp;
}

/** One secret of one installation, known by its fingerprint only. */
export interface CredentialsTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  readonly fingerprint: string;
  readonly provider: string;
  readonly type: string;
  readonly redacted: string;
  readonly server: string | null;
  readonly server_url: string | null;
  readonly client_id: string | null;
  /** The public half of a credential of two parts; never secret. */
  readonly key_id: string | null;
  readonly environment: string | null;
  /** Empty where people of the organisation told what stands beside the value; else `outsider`. */
  readonly facts_crowd: ColumnType<string, string | undefined, string>;
  readonly first_seen_at: Timestamp;
}

export interface IncidentsTable {
  readonly id: string;
  readonly credential_id: string;
  readonly state: IncidentState;
  readonly explanation: string | null;
  readonly rotate_url: string | null;
  /** AES-256-GCM of the value; null once the incident has ended. */
  readonly sealed: Uint8Array | null;
  readonly issue_owner: string | null;
  readonly issue_repository: string | null;
  readonly issue_number: number | null;
  /** When its issue was first about to be written: from then on one may exist on GitHub that is not known here. */
  readonly issue_attempted_at: Moment;
  /** SHA-256 of the issue as it was written last, to write only changes. */
  readonly issue_digest: string | null;
  /** The state that it was last made to show; null until it is known. */
  readonly issue_shown: string | null;
  readonly sights_of: string | null;
  /** When people were assigned to it; whom they assign or take away after that is theirs. */
  readonly issue_assigned_at: Moment;
  /** When one of its repositories became public: from then on anyone may have it. */
  readonly urgent_at: Moment;
  readonly created_at: Timestamp;
  readonly updated_at: Timestamp;
}

/** Whether the author of a text was told about a credential in it, once for each incident and text. */
export interface ToldTable {
  readonly incident_id: string;
  /** Global id of the text, or its path where it has none. */
  readonly text: string;
  /** Null while a comment may have been written whose answer was lost. */
  readonly outcome: ToldOutcome | null;
  readonly attempted_at: Timestamp;
}

/** An alert of GitHub's secret scanning and the incident of its credential. */
export interface AlertsTable {
  readonly repository_id: GitHubId;
  readonly number: number;
  readonly incident_id: string;
  /** When Rekey resolved it; whoever opens it again has the last word. */
  readonly resolved_at: Moment;
  /** How Rekey resolved it last; null while it is left open. */
  readonly resolution: ColumnType<
    AlertResolution | null,
    AlertResolution | null | undefined,
    AlertResolution | null
  >;
}

/** A commit that was read in full and held nothing. */
export interface CleanCommitsTable {
  readonly sha: string;
  readonly repository_id: GitHubId;
  /** Stands for the policy under which it was judged. */
  readonly rules: string;
  readonly read_at: Timestamp;
}

/** A pull request or merge group for which a head commit was judged. */
export interface JudgedRangesTable {
  readonly repository_id: GitHubId;
  readonly head_sha: string;
  /** Of the pull request; 0 for a merge group. */
  readonly number: number;
  readonly head_ref: string | null;
  readonly base_sha: string;
  readonly base_ref: string | null;
  /** Stands for the policy under which all of it was read; empty when something was missing. */
  readonly rules: string;
  readonly judged_at: Timestamp;
}

/** A variable as it was judged last, so that one that did not change is not judged again. Its value is never kept. */
export interface VariablesTable {
  readonly installation_id: GitHubId;
  /** 0 for an organisation's variable as such, whoever sees it. */
  readonly repository_id: GitHubId;
  /** See `placePath`. */
  readonly path: string;
  /** As GitHub writes it. */
  readonly updated_at: string;
  /** Stands for the policy under which it was judged. */
  readonly rules: string;
  /** A credential was found in it. */
  readonly holds: boolean;
  /** When its move into a secret began: from then on a secret of its name is ours. */
  readonly secret_attempted_at: Moment;
}

/** The pages of a list of variables as they were read last, so that one that did not change costs nothing. */
export interface VariableListsTable {
  readonly installation_id: GitHubId;
  /** 0 for an organisation's own list. */
  readonly repository_id: GitHubId;
  readonly list: string;
  readonly rules: string;
  readonly pages: JSONColumnType<{ etag: string; more: boolean }[]>;
  /** The names of environments, in the list of them. */
  readonly names: ColumnType<string[] | null, string | null | undefined, string | null>;
}

/** When the last reading of all variables that a repository sees began. */
export interface VariableReadingsTable {
  readonly repository_id: GitHubId;
  readonly began_at: Timestamp;
}

/** Up to where a wiki was read. */
export interface WikisTable {
  readonly repository_id: GitHubId;
  readonly heads: JSONColumnType<string[]>;
}

export interface Schema extends PlatformSchema, RegisterSchema, GovernanceSchema, WebSchema, AgentSchema {
  readonly accepted_risks: AcceptedRisksTable;
  readonly dismissals: DismissalsTable;
  readonly decisions: DecisionsTable;
  readonly renewals: RenewalsTable;
  readonly deliveries: DeliveriesTable;
  readonly repositories: RepositoriesTable;
  readonly policies: PoliciesTable;
  readonly credentials: CredentialsTable;
  readonly credential_facts: CredentialFactsTable;
  readonly incidents: IncidentsTable;
  readonly incident_days: IncidentDaysTable;
  readonly incident_list: IncidentListTable;
  readonly exposures: ExposuresTable;
  readonly audit: AuditTable;
  readonly audit_chains: AuditChainsTable;
  readonly audit_checkpoints: AuditCheckpointsTable;
  readonly checks: ChecksTable;
  readonly check_exposures: CheckExposuresTable;
  readonly policy_checks: PolicyChecksTable;
  readonly backfills: BackfillsTable;
  readonly rotations: RotationsTable;
  readonly clean_commits: CleanCommitsTable;
  readonly judged_ranges: JudgedRangesTable;
  readonly told: ToldTable;
  readonly wikis: WikisTable;
  readonly alerts: AlertsTable;
  readonly variables: VariablesTable;
  readonly variable_lists: VariableListsTable;
  readonly variable_readings: VariableReadingsTable;
  readonly fixes: FixesTable;
  readonly suggestions: SuggestionsTable;
  readonly variable_names: VariableNamesTable;
  readonly advisories: AdvisoriesTable;
  readonly credential_owners: CredentialOwnersTable;
  readonly breakers: BreakersTable;
  readonly admissions: AdmissionsTable;
  readonly pauses: PausesTable;
  readonly waits: WaitsTable;
  readonly reminders: RemindersTable;
  readonly calls: CallsTable;
  readonly summaries: SummariesTable;
  readonly first_contacts: FirstContactsTable;
  readonly name_pins: NamePinsTable;
  readonly spent_links: SpentLinksTable;
}
