import { RekeyError } from '../../../src/base/errors.ts';
import type { Callers } from './callers.ts';
import type { EmulatorLink } from './emulator-link.ts';
import { changeRequest, jsonOf, makeRequest, type Answer, type GitHubRequest } from './exchange.ts';
import { textAt } from './json.ts';
import type { Plan } from './seed.ts';

/** Does what was asked, or passes it to `next`, changed before or after. Rules that match run in order. */
export interface Rule {
  /** `*` for any. */
  readonly method: string;
  /** Over the path; its groups come as `parts`, percent-decoded. */
  readonly pattern: RegExp;
  readonly handle: (
    request: GitHubRequest,
    next: (request: GitHubRequest) => Promise<Answer>,
    parts: readonly string[],
  ) => Promise<Answer>;
}

/** Everything behind the wire: the emulator with our rules before it. */
export class Backend {
  readonly plan: Plan;
  readonly apiUrl: string;
  readonly callers: Callers;
  readonly #link: EmulatorLink;
  #rules: readonly Rule[] = [];
  #turn = 0;

  constructor(plan: Plan, apiUrl: string, callers: Callers, link: EmulatorLink) {
    this.plan = plan;
    this.apiUrl = apiUrl;
    this.callers = callers;
    this.#link = link;
  }

  setRules(rules: readonly Rule[]): void {
    this.#rules = rules;
  }

  /** Runs a request through the rules to the emulator. */
  handle(request: GitHubRequest): Promise<Answer> {
    let next = (last: GitHubRequest) => this.#link.forward(last);
    for (const { method, pattern, handle } of this.#rules.toReversed()) {
      if (method !== '*' && method !== request.method) continue;
      const match = pattern.exec(request.path);
      if (match === null) continue;
      const parts = match.slice(1).map((part: string | undefined) => decodeURIComponent(part ?? ''));
      const inner = next;
      next = (changed) => handle(changed, inner, parts);
    }
    return next(request);
  }

  /** Straight to the emulator, past the rules; the answer is returned whatever it is. */
  ask(request: GitHubRequest): Promise<Answer> {
    return this.#link.forward(request);
  }

  /** What the emulator knows, read as a user who may; undefined for 404. */
  async read(owner: string, path: string): Promise<unknown> {
    const answer = await this.ask(this.asUser(this.actorFor(owner), makeRequest('GET', path)));
    if (answer.status === 404) return undefined;
    return this.#checked('GET', path, answer);
  }

  /** An action of a user, with all its consequences. */
  async act(login: string, method: string, path: string, body?: unknown): Promise<unknown> {
    const request = makeRequest(method, path, { body });
    return this.#checked(method, path, await this.handle(this.asUser(login, request)));
  }

  /** The same request with the token of a user. */
  asUser(login: string, request: GitHubRequest): GitHubRequest {
    const tokens = this.plan.userTokens.get(login) ?? [];
    this.#turn += 1;
    const token = tokens[this.#turn % tokens.length];
    if (token === undefined)
      throw new RekeyError('WORLD_NO_USER', `No user ${login}: name it in the option "users".`);
    return changeRequest(request, { headers: { authorization: `Bearer ${token}` } });
  }

  /** The user who acts for an owner: the owner, or the first member of the organisation. */
  actorFor(owner: string): string {
    const member = this.plan.orgs.find(({ login }) => login === owner)?.members[0];
    const actor = member ?? (this.plan.userTokens.has(owner) ? owner : undefined);
    if (actor === undefined)
      throw new RekeyError('WORLD_NO_OWNER', `Nobody acts for ${owner}: add the user, or a member.`);
    return actor;
  }

  #checked(method: string, path: string, answer: Answer): unknown {
    if (answer.status < 400) return jsonOf(answer);
    const message = textAt(jsonOf(answer), 'message');
    throw new RekeyError('WORLD_REFUSED', `${method} ${path} was answered ${answer.status}: ${message}`);
  }
}
