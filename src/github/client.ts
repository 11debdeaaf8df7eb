import { Probot, ProbotOctokit } from 'probot';
import type { Logger } from 'pino';
import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import type { Config } from '../config/config.ts';
import { logWithoutBodies } from './log-without-bodies.ts';
import { createRequestLimits, type ReserveWrite } from './limit-requests.ts';
import { Quota } from './quota.ts';
import type { Octokit } from './types.ts';

/** GitHub answers most requests in well under a second; a connection that hangs must not hold a lane. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CLIENTS = 1000;

type OctokitOptions = NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>;

/** GitHub as the App sees it. */
export interface GitHub {
  readonly probot: Probot;
  /** What is left of each installation's requests. */
  readonly quota: Quota;
  /** A client for what concerns the App and no installation: deliveries, the list of installations. */
  forApp(): Promise<Octokit>;
  /** A client for one installation; its token is fetched when needed and kept until shortly before its end. */
  forInstallation(installationId: number): Promise<Octokit>;
  /** The login under which the App writes, as `rekey[bot]`. */
  login(): Promise<string>;
  /** A token of one installation, for what is not the REST API; good for some minutes at least, an hour at most. */
  tokenFor(installationId: number): Promise<Secret>;
}

const App = z.object({ slug: z.string().regex(/^[\w-]{1,100}$/) });
const Authentication = z.object({ token: z.string().min(1) });

const fetchWithTimeout: typeof fetch = (input, init) => {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
};

/** Throws CONFIG when no App is configured. */
export function requireApp(config: Config): NonNullable<Config['app']> {
  if (!config.app) throw new RekeyError('CONFIG', 'APP_ID is missing: start without it to set the App up.');
  return config.app;
}

/**
 * Connects Probot to GitHub. Two of its plugins are off. Retries are the queue's: octokit's would repeat a POST whose
 * answer was lost and make a second check run. So are the pauses: its throttling keeps its counts in the memory of one
 * process and the waiting requests as well, where a crash loses them; {@link createRequestLimits} refuses instead.
 *
 * @param reserve the budget for writing content that all processes share; without it each write is allowed
 */
export function connectGitHub(
  config: Config,
  log: Logger,
  reserve: ReserveWrite = async () => ({ waitMs: 0, stepMs: 0 }),
): GitHub {
  const app = requireApp(config);
  const probot = new Probot({
    appId: app.id,
    privateKey: app.privateKey,
    secret: app.webhookSecrets[0] ?? '',
    baseUrl: config.githubApiUrl,
    log: logWithoutBodies(log),
    request: { fetch: fetchWithTimeout },
    // A function, because Probot lays its own throttle options over an object.
    Octokit: ProbotOctokit.defaults((options: OctokitOptions) => ({
      ...options,
      retry: { enabled: false },
      throttle: { enabled: false },
      request: { ...options.request, fetch: fetchWithTimeout },
    })),
  });
  const quota = new Quota();
  const limit = createRequestLimits({
    quota,
    reserve,
    pointsPerMinute: config.requestPointsPerMinute,
    // GitHub Enterprise Server has limits only where its operator wants them, and then says so in each answer.
    always: config.githubApiUrl === 'https://api.github.com',
  });
  let login: Promise<string> | undefined;
  const readLogin = async () => {
    const octokit: Octokit = await probot.auth();
    return `${App.parse((await octokit.request('GET /app')).data).slug}[bot]`;
  };
  const clients = new Map<number, Promise<Octokit>>();
  return {
    probot,
    quota,
    forApp: () => probot.auth(),
    login() {
      const known = (login ??= readLogin());
      known.catch(() => (login = undefined));
      return known;
    },
    async tokenFor(installationId) {
      const octokit: Octokit = await probot.auth();
      // By a request of our own: octokit keeps a token for 59 minutes, and a fetch may take a while; and it would ask
      // api.github.com for it, whatever the server is.
      const { data: answer } = await octokit.rest.apps.createInstallationAccessToken({
        installation_id: installationId,
      });
      return new Secret(Authentication.parse(answer).token);
    },
    forInstallation(installationId) {
      const known = clients.get(installationId);
      if (known) return known;
      if (clients.size >= MAX_CLIENTS) clients.delete(clients.keys().next().value ?? 0);
      const client = probot.auth(installationId).then((octokit: Octokit) => {
        limit(octokit, installationId);
        return octokit;
      });
      clients.set(installationId, client);
      client.catch(() => clients.delete(installationId));
      return client;
    },
  };
}
