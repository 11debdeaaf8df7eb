import type { Backend } from './backend.ts';
import { isRecord, textAt, type JsonRecord } from './json.ts';
import type { CheckRuns } from './rules/check-runs.ts';
import type { WebhookRelay } from './webhook-relay.ts';

/** Somebody's place in a team of an organisation. */
export interface TeamPlace {
  readonly org: string;
  readonly team: string;
  readonly login: string;
}

/** A permission on a repository, as REST names it. */
export type Permission = 'admin' | 'write' | 'read' | 'none';

/** What people are to each other, and what they do beside writing; nothing of it is in the log of requests. */
export interface PeopleActions {
  /** `pending`: invited and not there yet; undefined: no (longer a) member. */
  setTeamMember(place: TeamPlace & { readonly state: 'active' | 'pending' | undefined }): void;
  /** Somebody leaves an organisation. */
  leaveOrganisation(place: { readonly org: string; readonly login: string }): void;
  /** Another team has the slug from now on, as when one was renamed and somebody made a new one. */
  remakeTeam(place: Omit<TeamPlace, 'login'>): void;
  /** Another account has the login from now on, with no place anywhere; `id` is that of the new one. */
  takeOverLogin(change: { readonly login: string; readonly id: number }): void;
  /** Without this the emulator decides: owners and members of the organisation are admins. */
  setRepositoryPermission(change: {
    readonly owner: string;
    readonly repo: string;
    readonly login: string;
    readonly permission: Permission;
  }): void;
  /** Whether the App may read who belongs to a team; default: by its permissions. */
  setMembersPermission(given: boolean): void;
  /** Content of the reactions to a comment on an issue, in their order. */
  reactionsTo(comment: number): readonly string[];
  /** The buttons that a check run shows. */
  buttonsOf(checkRun: number): readonly JsonRecord[];
  /** What a press of a button sends, whether it is shown or not. */
  pressButton(press: {
    readonly owner: string;
    readonly repo: string;
    readonly checkRun: number;
    readonly identifier: string;
    readonly login: string;
  }): Promise<void>;
}

/** Teams, permissions and reactions, which the emulator knows in part. */
export class People {
  readonly #backend: Backend;
  readonly #teams = new Map<string, 'active' | 'pending'>();
  readonly #permissions = new Map<string, Permission>();
  readonly #teamIds = new Map<string, number>();
  readonly #taken = new Map<string, number>();
  readonly #left = new Set<string>();
  readonly #reactions = new Map<number, readonly JsonRecord[]>();
  #members: boolean;

  constructor(backend: Backend) {
    this.#backend = backend;
    this.#members = backend.plan.permissions['members'] !== undefined;
  }

  get membersGiven(): boolean {
    return this.#members;
  }

  teamState({ org, team, login }: TeamPlace): 'active' | 'pending' | undefined {
    return this.#teams.get(`${org}/${team}/${login}`.toLowerCase());
  }

  isMember(org: string, login: string): boolean {
    const members = this.#backend.plan.orgs.find(
      (one) => one.login.toLowerCase() === org.toLowerCase(),
    )?.members;
    const isKnown = members?.some((member) => member.toLowerCase() === login.toLowerCase()) ?? false;
    return isKnown && !this.#left.has(`${org}/${login}`.toLowerCase());
  }

  /** The id of a team that has, or had, members. */
  teamId({ org, team }: Omit<TeamPlace, 'login'>): number | undefined {
    return this.#teamIds.get(`${org}/${team}`.toLowerCase());
  }

  /** The id of who has a login by now, where that is not the account it was made for. */
  takenBy(login: string): number | undefined {
    return this.#taken.get(login.toLowerCase());
  }

  permission(owner: string, repo: string, login: string): Permission | undefined {
    return this.#permissions.get(`${owner}/${repo}/${login}`.toLowerCase());
  }

  reactions(comment: number): readonly JsonRecord[] {
    return this.#reactions.get(comment) ?? [];
  }

  react(comment: number, reaction: JsonRecord): void {
    this.#reactions.set(comment, [...this.reactions(comment), reaction]);
  }

  actions(checkRuns: CheckRuns, relay: WebhookRelay): PeopleActions {
    return {
      setTeamMember: ({ org, team, login, state }) => {
        const key = `${org}/${team}/${login}`.toLowerCase();
        const slug = `${org}/${team}`.toLowerCase();
        if (!this.#teamIds.has(slug)) this.#teamIds.set(slug, this.#teamIds.size + 101);
        if (state === undefined) this.#teams.delete(key);
        else this.#teams.set(key, state);
      },
      leaveOrganisation: ({ org, login }) => void this.#left.add(`${org}/${login}`.toLowerCase()),
      remakeTeam: ({ org, team }) =>
        void this.#teamIds.set(`${org}/${team}`.toLowerCase(), this.#teamIds.size + 901),
      takeOverLogin: ({ login, id }) => void this.#taken.set(login.toLowerCase(), id),
      setRepositoryPermission: ({ owner, repo, login, permission }) =>
        void this.#permissions.set(`${owner}/${repo}/${login}`.toLowerCase(), permission),
      setMembersPermission: (given) => {
        this.#members = given;
      },
      reactionsTo: (comment) => this.reactions(comment).map((one) => textAt(one, 'content')),
      buttonsOf: (checkRun) => checkRuns.buttonsOf(checkRun),
      pressButton: async ({ owner, repo, checkRun, identifier, login }) => {
        const base = `/repos/${owner}/${repo}`;
        const [repository, run, sender] = await Promise.all([
          this.#backend.read(owner, base),
          this.#backend.read(owner, `${base}/check-runs/${checkRun}`),
          this.#backend.read(owner, `/users/${login}`),
        ]);
        const installation = { id: this.#backend.plan.installations[owner] };
        await relay.send('check_run', {
          action: 'requested_action',
          requested_action: { identifier },
          check_run: isRecord(run) ? checkRuns.dress(run) : run,
          repository,
          sender,
          installation,
        });
      },
    };
  }
}
