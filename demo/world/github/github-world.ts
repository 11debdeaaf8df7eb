import type { GitRequest } from './git-http.ts';
import type { AlertActions } from './alerts.ts';
import type { DiscussionActions } from './discussions.ts';
import type { Delivery } from './webhook-relay.ts';
import type { FaultOptions, GateOptions, Gate, RequestMatch } from './interference.ts';
import type { IssueActions } from './issue-life.ts';
import type { JsonRecord } from './json.ts';
import type { PeopleActions } from './people.ts';
import type { PullActions } from './pull-requests.ts';
import type { LifecycleActions } from './lifecycle-actions.ts';
import type { LoggedRequest } from './request-log.ts';
import type { LoginActions } from './rules/logins.ts';
import type { RunActions } from './rules/runs-actions.ts';
import type { UserActions } from './user-actions.ts';
import type { VariableActions } from './variable-actions.ts';

/** A repository that exists from the start. */
export interface RepositorySeed {
  readonly owner: string;
  readonly name: string;
  /** Default: false. */
  readonly private?: boolean;
  /** False: issues are disabled, which GitHub answers with 410. */
  readonly issues?: boolean;
  /** False: no first commit. */
  readonly autoInit?: boolean;
  readonly defaultBranch?: string;
}

/** What the world holds at the start; everything has a default, so `startGitHub()` alone gives a usable world. */
export interface GitHubOptions {
  /** Logins. Default: `octo`. The first is who acts when nobody is named. */
  readonly users?: readonly string[];
  readonly orgs?: readonly { readonly login: string; readonly members: readonly string[] }[];
  /** Default: the private repository `octo/app`. The App is installed for every owner that is named here. */
  readonly repositories?: readonly RepositorySeed[];
  /** The App's permissions, as in its manifest. */
  readonly permissions?: Readonly<Record<string, string>>;
  /** The events the App subscribes to. */
  readonly events?: readonly string[];
  /** Where webhooks go; can be set later. Until then deliveries fail, as for a server that is down. */
  readonly webhookUrl?: string;
  readonly webhookSecret?: string;
  /** Callback URLs of the App's OAuth login. */
  readonly redirectUrls?: readonly string[];
  /** A diff longer than this (bytes) is left out of commit and compare answers. Default: 1 MB, about GitHub's. */
  readonly maxPatchBytes?: number;
  /** How many commits a push event may list. Default: 2048, GitHub's. */
  readonly maxPushCommits?: number;
  /** How long a delivery may take. Default: 10 000 ms, GitHub's. */
  readonly deliveryTimeoutMs?: number;
}

/** A check run as GitHub returns it, with its annotations. */
export interface CheckRunRecord extends JsonRecord {
  readonly id: number;
  readonly name: string;
  readonly head_sha: string;
  readonly status: string;
  readonly conclusion: string | null;
  readonly external_id: string;
  readonly output: {
    readonly title: string | null;
    readonly summary: string | null;
    readonly text: string | null;
    readonly annotations_count: number;
  };
  readonly annotations: readonly JsonRecord[];
}

/** An issue as GitHub returns it. */
export interface IssueRecord extends JsonRecord {
  readonly number: number;
  readonly title: string;
  readonly body: string | null;
  readonly state: string;
  readonly state_reason: string | null;
  readonly labels: readonly { readonly name: string }[];
  readonly user: { readonly login: string; readonly type: string };
}

/** Which repository is meant. */
export interface RepositoryName {
  readonly owner: string;
  readonly repo: string;
}

/** A GitHub on this machine: an emulator that we did not write, behind a proxy that makes it stricter. */
export interface GitHubWorld
  extends
    UserActions,
    LifecycleActions,
    VariableActions,
    PullActions,
    DiscussionActions,
    AlertActions,
    IssueActions,
    PeopleActions,
    LoginActions,
    RunActions {
  /** The value for GITHUB_API_URL. */
  readonly apiUrl: string;
  readonly appId: number;
  readonly appSlug: string;
  /** PEM, made at run time. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** The installation for the owner of the first repository. */
  readonly installationId: number;
  /** Installation ids by owner. */
  readonly installations: Readonly<Record<string, number>>;

  /** Every request that came over the wire, in order; the world's own actions are not in it. */
  readonly requests: readonly LoggedRequest[];
  /** What those requests did against GitHub's OpenAPI description. Tests expect it to be empty. */
  readonly violations: readonly string[];

  /** What git asked for over HTTP, in order; it is no part of the REST API. */
  readonly gitRequests: readonly GitRequest[];
  /** Lets git read a bare repository on this machine as `OWNER/NAME` or `OWNER/NAME.wiki`; undefined: no longer. */
  attachRepository(repository: string, folder: string | undefined): void;

  readonly deliveries: readonly Delivery[];
  /** Whether a delivery waits for its answer. */
  readonly isDelivering: boolean;
  setWebhookTarget(url: string | undefined): void;
  /** Signs and delivers any payload, for events that nothing in the emulator causes. */
  sendWebhook(event: string, payload: JsonRecord): Promise<Delivery>;
  /** Delivers again what had this GUID, with the same GUID, as "Redeliver" does. */
  redeliver(guid: string): Promise<Delivery>;
  /** The first delivery that ended and matches, past or to come. Default time-out: 5 s. */
  waitForDelivery(match: (delivery: Delivery) => boolean, timeoutMs?: number): Promise<Delivery>;

  /** Makes matching requests fail. */
  fault(options: FaultOptions): void;
  /** Holds the next matching request until released. */
  gate(match: RequestMatch, options?: GateOptions): Gate;

  /** From now on this token acts as the user, until somebody revokes it. Kept only as a SHA-256. */
  registerLeakedToken(token: string, login?: string): void;
  /** How GitHub's revocation behaves: at once, after a delay, or accepted and never done. */
  setRevocation(behaviour: { readonly delayMs?: number; readonly never?: boolean }): void;
  /** Calls of POST /credentials/revoke that were accepted, with the SHA-256 of each value, lower-case hex. */
  readonly revocations: readonly { readonly at: Date; readonly sha256: readonly string[] }[];

  /** What "Delete revision from history" does, to all earlier versions of the text with this node id. */
  deleteHistory(node: string): void;

  listCheckRuns(where: RepositoryName & { readonly sha: string }): Promise<readonly CheckRunRecord[]>;
  listIssues(where: RepositoryName): Promise<readonly IssueRecord[]>;
  /** The draft security advisories of a repository, the newest first. */
  listAdvisories(where: RepositoryName): readonly JsonRecord[];
  getIssue(where: RepositoryName & { readonly number: number }): Promise<IssueRecord>;
  /** Bodies of an issue's comments, oldest first. */
  listComments(where: RepositoryName & { readonly number: number }): Promise<readonly string[]>;

  close(): Promise<void>;
}
