import type { ColumnType, JSONColumnType } from 'kysely';
import type { Via } from '../detect/mentions/mention.ts';
import type { GitHubId, Moment, Timestamp } from './column-types.ts';

/** A configuration of an MCP server on a default branch, whether or not it holds a credential. All texts are scrubbed. */
interface McpServersTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  readonly repository_id: GitHubId;
  readonly path: string;
  /** Empty where the configuration gives none. */
  readonly name: string;
  readonly line: number;
  readonly surface: string;
  /** `stdio`: a program on the machine of the client. */
  readonly transport: 'stdio' | 'http';
  /** Without userinfo, query and fragment; null for a program. */
  readonly url: string | null;
  /** Its credential is part of the address: in the query, in the path or before the host. */
  readonly secret_in_url: boolean;
  readonly basic_auth: boolean;
  /** A credential stands in it that is written out. */
  readonly holds_credential: boolean;
  /** The program that fetches it: `npx`, `uvx`, `docker` …; null for any other program and for an address. */
  readonly runner: string | null;
  readonly package: string | null;
  /** Null where the newest is fetched. */
  readonly version: string | null;
  readonly first_seen_at: Timestamp;
  readonly seen_at: Timestamp;
  /** `@login` and `@organisation/team`, as they were at the last look of the checks. */
  readonly owners: ColumnType<readonly string[], string | undefined, string>;
  /** When it no longer stood on the default branch. */
  readonly gone_at: Moment;
}

/** A job of a workflow on a default branch that takes a credential from outside. */
interface WorkflowJobsTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  readonly repository_id: GitHubId;
  readonly path: string;
  readonly job: string;
  /** The deployment environment; null where it has none, or a computed one. */
  readonly environment: string | null;
  /** Events that start the workflow. */
  readonly triggers: JSONColumnType<string[]>;
  /** `permissions` let it ask for an OpenID Connect token. */
  readonly oidc: boolean;
  /** It checks out the code of a pull request under a trigger that has the secrets of the repository. */
  readonly runs_foreign_code: boolean;
  /** An agent or an MCP server gets what it takes. */
  readonly mcp: boolean;
  readonly first_seen_at: Timestamp;
  readonly seen_at: Timestamp;
  readonly gone_at: Moment;
}

/** A place that takes a credential from elsewhere by name: the value stands nowhere in it. */
interface ReferencesTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  readonly repository_id: GitHubId;
  readonly via: Via;
  /** Name of what is referred to; upper case for secrets and variables of Actions. */
  readonly name: string;
  readonly path: string;
  readonly line: number;
  /** The variable, header or argument that takes it. */
  readonly key: string | null;
  readonly server_id: string | null;
  readonly job_id: string | null;
}

/** A secret of GitHub Actions, by its name: GitHub gives its value to nobody. */
interface ActionsSecretsTable {
  readonly id: string;
  readonly installation_id: GitHubId;
  /** 0 for an organisation's. */
  readonly repository_id: GitHubId;
  readonly scope: 'repository' | 'environment' | 'organization';
  /** Empty unless the scope is `environment`. */
  readonly environment: string;
  /** Upper case. */
  readonly name: string;
  /** Of an organisation's: which repositories can read it. */
  readonly visibility: 'all' | 'private' | 'selected' | null;
  /** Ids of the repositories that can read one of visibility `selected`; null where they are not known. */
  readonly repositories: ColumnType<number[] | null, string | null | undefined, string | null>;
  readonly created_at: Date;
  /** When it was last written: its rotation. */
  readonly updated_at: Date;
  /** `@login` and `@organisation/team`, as they were at the last look of the checks. */
  readonly owners: ColumnType<readonly string[], string | undefined, string>;
  /** When a job or server was last known to take it; null where none ever was. */
  readonly used_at: Moment;
  readonly seen_at: Timestamp;
  readonly gone_at: Moment;
}

/** A deployment environment and what guards it. */
interface EnvironmentsTable {
  readonly repository_id: GitHubId;
  readonly name: string;
  readonly reviewers: boolean;
  /** Only some branches may deploy to it. */
  readonly branches: boolean;
  readonly read_at: Timestamp;
}

/** A file that the register has read, so that it is read again only when it changes. */
interface RegisterFilesTable {
  readonly repository_id: GitHubId;
  readonly path: string;
  /** Git's id of its content. */
  readonly blob: string;
}

/** How far the register has read a repository of an installation, and when it looks again. */
interface RegisterReadsTable {
  readonly installation_id: GitHubId;
  /** 0 for what the organisation has as such. */
  readonly repository_id: GitHubId;
  /** GitHub's id of the tree of the default branch that was read last; null where there was none. */
  readonly sha: ColumnType<string | null, string | null | undefined, string | null>;
  /** The text of its CODEOWNERS; null where it has none. */
  readonly code_owners: ColumnType<string | null, string | null | undefined, string | null>;
  /** Null before the first time. */
  readonly read_at: Moment;
  readonly due_at: Timestamp;
}

/** A list of GitHub's as it was read last, so that one that did not change costs nothing. */
interface RegisterListsTable {
  readonly installation_id: GitHubId;
  readonly repository_id: GitHubId;
  readonly list: string;
  readonly pages: JSONColumnType<{ readonly etag: string; readonly more: boolean }[]>;
}

/** Somebody whom the register names as an owner. */
interface RegisterOwnersTable {
  readonly installation_id: GitHubId;
  /** `@login` or `@organisation/team`, in lower case. */
  readonly owner: string;
  /** No member of the organisation, or no team of it. */
  readonly gone: boolean;
  readonly read_at: Timestamp;
}

/** What the metadata of a server say that the organisation's policy registers; null where it was not read. */
interface RegisterIssuersTable {
  readonly installation_id: GitHubId;
  /** As the policy writes it. */
  readonly url: string;
  /** Of the authorization server that it names, or its own. */
  readonly origin: string;
  readonly has_revocation: boolean | null;
  readonly issuer_matches: boolean | null;
  readonly has_resource_metadata: boolean | null;
  readonly read_at: Timestamp;
}

export interface RegisterSchema {
  readonly mcp_servers: McpServersTable;
  readonly workflow_jobs: WorkflowJobsTable;
  readonly credential_references: ReferencesTable;
  readonly actions_secrets: ActionsSecretsTable;
  readonly deploy_environments: EnvironmentsTable;
  readonly register_files: RegisterFilesTable;
  readonly register_reads: RegisterReadsTable;
  readonly register_lists: RegisterListsTable;
  readonly register_owners: RegisterOwnersTable;
  readonly register_issuers: RegisterIssuersTable;
}
