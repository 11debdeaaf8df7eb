import { createHash } from 'node:crypto';
import type { Backend, Rule } from '../backend.ts';
import { errorAnswer, jsonAnswer, jsonOf, withJson, type Answer, type GitHubRequest } from '../exchange.ts';
import { isRecord, textAt } from '../json.ts';
import type { People } from '../people.ts';

/** Somebody's place in an organisation; undefined: none any more. */
interface OrganisationPlace {
  readonly org: string;
  readonly login: string;
  readonly role: 'admin' | 'member' | undefined;
}

interface Begun {
  readonly challenge: string;
  readonly redirectUri: string;
}

const REFUSED = 'Resource not accessible by integration';
const S256 = /^[\w-]{43}$/;

const formOf = (request: GitHubRequest) => new URLSearchParams(request.raw.toString('utf8'));

/** What a test changes about who belongs where. */
export interface LoginActions {
  /** Without this every member is an owner. */
  setOrganisationRole(place: OrganisationPlace): void;
}

/** What the emulator leaves out of logging in through GitHub: PKCE, and who belongs where. */
export class Logins {
  readonly #backend: Backend;
  readonly #people: People;
  readonly #roles = new Map<string, OrganisationPlace['role']>();
  readonly #begun = new Map<string, Begun>();
  readonly #codes = new Map<string, Begun>();

  constructor(backend: Backend, people: People) {
    this.#backend = backend;
    this.#people = people;
  }

  actions(): LoginActions {
    return {
      setOrganisationRole: ({ org, login, role }) =>
        void this.#roles.set(`${org}/${login}`.toLowerCase(), role),
    };
  }

  rules(): readonly Rule[] {
    return [...this.#flow(), ...this.#places()];
  }

  /** https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app */
  #flow(): readonly Rule[] {
    return [
      {
        method: 'GET',
        pattern: /^\/login\/oauth\/authorize$/,
        handle: (request, next) => {
          const challenge = request.query.get('code_challenge') ?? '';
          const method = request.query.get('code_challenge_method');
          const state = request.query.get('state') ?? '';
          if (challenge !== '' && (method !== 'S256' || !S256.test(challenge)))
            return Promise.resolve(errorAnswer(400, 'Only S256 is supported'));
          const redirectUri = request.query.get('redirect_uri') ?? '';
          this.#begun.set(state, { challenge, redirectUri });
          return next(request);
        },
      },
      {
        method: 'POST',
        pattern: /^\/login\/oauth\/callback$/,
        handle: async (request, next) => {
          const answer = await next(request);
          const code = URL.parse(answer.headers['location'] ?? '')?.searchParams.get('code') ?? '';
          const begun = this.#begun.get(formOf(request).get('state') ?? '');
          if (begun) this.#codes.set(code, begun);
          return answer;
        },
      },
      {
        method: 'POST',
        pattern: /^\/login\/oauth\/access_token$/,
        handle: (request, next) => {
          const form = formOf(request);
          const begun = this.#codes.get(form.get('code') ?? '');
          const verifier = form.get('code_verifier') ?? '';
          const proof = createHash('sha256').update(verifier).digest('base64url');
          // A code that was not begun here is the emulator's to judge.
          const isGood =
            begun === undefined ||
            ((begun.challenge === '' || begun.challenge === proof) &&
              form.get('redirect_uri') === begun.redirectUri);
          return isGood
            ? next(request)
            : Promise.resolve(jsonAnswer(200, { error: 'bad_verification_code' }));
        },
      },
    ];
  }

  #places(): readonly Rule[] {
    const { plan, callers } = this.#backend;
    return [
      {
        // https://docs.github.com/rest/apps/installations#list-app-installations-accessible-to-the-user-access-token
        method: 'GET',
        pattern: /^\/user\/installations$/,
        handle: async (request) => {
          // By now it holds a token of the user that the emulator was given at the start.
          const token = request.headers['authorization']?.replace(/^Bearer /, '') ?? '';
          const login = [...plan.userTokens].find(([, tokens]) => tokens.includes(token))?.[0];
          if (login === undefined) return errorAnswer(403, REFUSED);
          const owners = Object.entries(plan.installations).filter(
            ([owner]) => owner === login || this.#isMember(owner, login),
          );
          return jsonAnswer(200, {
            total_count: owners.length,
            installations: owners.map(([owner, id]) => ({
              id,
              app_id: plan.appId,
              account: { login: owner },
            })),
          });
        },
      },
      {
        // https://docs.github.com/rest/orgs/members#get-organization-membership-for-a-user
        method: 'GET',
        pattern: /^\/orgs\/([^/]+)\/memberships\/([^/]+)$/,
        handle: async (request, next, [org = '', login = '']) => {
          const caller = callers.identify(request);
          const own = caller.kind === 'installation' && plan.installations[org] === caller.installationId;
          if (!own || !this.#people.membersGiven) return errorAnswer(403, REFUSED);
          if (!this.#isMember(org, login)) return errorAnswer(404, 'Not Found');
          return this.#withPlace(await next(request), org, login);
        },
      },
    ];
  }

  #isMember(org: string, login: string): boolean {
    const key = `${org}/${login}`.toLowerCase();
    if (this.#roles.has(key)) return this.#roles.get(key) !== undefined;
    return this.#backend.plan.orgs.some((one) => one.login === org && one.members.includes(login));
  }

  #withPlace(answer: Answer, org: string, login: string): Answer {
    const body = jsonOf(answer);
    if (answer.status !== 200 || !isRecord(body)) return answer;
    const taken = this.#people.takenBy(login);
    const user = isRecord(body['user']) ? body['user'] : {};
    const role = this.#roles.get(`${org}/${login}`.toLowerCase()) ?? textAt(body, 'role');
    return withJson(answer, { ...body, role, user: taken === undefined ? user : { ...user, id: taken } });
  }
}
