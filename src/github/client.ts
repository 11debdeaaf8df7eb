import { Probot, ProbotOctokit } from 'probot';
import type { Logger } from 'pino';
import { z } from 'zod';
import { RekeyError } from '../base/errors.ts';
import { Secret } from '../base/secret.ts';
import type { Config } from '../config/config.ts';
import type { Octokit } from './types.ts';

/** GitHub answers most requests in well under a second; a connection that hangs must not hold a lane. */
const REQUEST_TIMEOUT_MS = 10_000;
const MAX_CLIENTS = 1000;

type OctokitOptions = NonNullable<ConstructorParameters<typeof ProbotOctokit>[0]>;

/** GitHub as the App sees it. */
export interface GitHub {
  readonly probot: Probot;
  /** A client for one installation; its token is fetched when needed and kept until shortly before its end. */
  forInstallation(installationId: number): Promise<Octokit>;
  /** A token of one installation, for what is not the REST API; good for some minutes at least, an hour at most. */
  tokenFor(installationId: number): Promise<Secret>;
}

const Authentication = z.object({ token: z.string().min(1) });

/** Waiting is the queue's: it remembers across a crash. */
const refuse = () => false;

const fetchWithTimeout: typeof fetch = (input, init) => {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT_MS);
  return fetch(input, { ...init, signal: init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout });
};

/**
 * Connects Probot to GitHub. Retries are the queue's: octokit's retry plugin would repeat a POST whose answer was
 * lost and make a second check run. Its throttling spaces writes on github.com; GitHub Enterprise Server has no
 * rate limits unless its operator sets them, and then `retry-after` is honoured all the same.
 */
export function connectGitHub(config: Config, log: Logger): GitHub {
  if (!config.app) throw new RekeyError('CONFIG', 'APP_ID is missing: start without it to set the App up.');
  const probot = new Probot({
    appId: config.app.id,
    privateKey: config.app.privateKey,
    secret: config.app.webhookSecrets[0] ?? '',
    baseUrl: config.githubApiUrl,
    log,
    request: { fetch: fetchWithTimeout },
    // A function, because Probot lays its own throttle options over an object.
    Octokit: ProbotOctokit.defaults((options: OctokitOptions) => ({
      ...options,
      retry: { enabled: false },
      throttle: {
        ...options.throttle,
        enabled: config.githubApiUrl === 'https://api.github.com',
        onRateLimit: refuse,
        onSecondaryRateLimit: refuse,
      },
      request: { ...options.request, fetch: fetchWithTimeout },
    })),
  });
  const clients = new Map<number, Promise<Octokit>>();
  return {
    probot,
    async tokenFor(installationId) {
      const octokit = await probot.auth();
      // octokit keeps a token for 59 minutes; a fetch may take a while, so it gets a fresh one.
      const answer = await octokit.auth({ type: 'installation', installationId, refresh: true });
      return new Secret(Authentication.parse(answer).token);
    },
    forInstallation(installationId) {
      const known = clients.get(installationId);
      if (known) return known;
      if (clients.size >= MAX_CLIENTS) clients.delete(clients.keys().next().value ?? 0);
      const client = probot.auth(installationId);
      clients.set(installationId, client);
      client.catch(() => clients.delete(installationId));
      return client;
    },
  };
}
