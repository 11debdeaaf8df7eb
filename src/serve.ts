import type { IncomingMessage, ServerResponse } from 'node:http';
import { join, resolve } from 'node:path';
import type { Logger } from 'pino';
import { withOwnTokens } from './api/tokens/own-tokens.ts';
import rekey from './app.ts';
import { RekeyError } from './base/errors.ts';
import { deriveKeys } from './base/keys.ts';
import { Secret } from './base/secret.ts';
import { createMetrics } from './base/metrics.ts';
import { createGuardedFetch, parseEgressAllow } from './broker/guarded-fetch.ts';
import { createEmbeddedBroker } from './broker/embedded-broker.ts';
import { openRemoteBroker, readBrokerPlace } from './broker-client/open-broker.ts';
import { webhookKey } from './base/standard-webhooks.ts';
import type { Config } from './config/config.ts';
import { connectGitHub, requireApp } from './github/client.ts';
import { receiveBrokerCallback } from './ingress/receive-broker-callback.ts';
import { receiveWebhook } from './ingress/receive-webhook.ts';
import { createDeliveryStore } from './ingress/store-delivery.ts';
import { createSignatureCheck } from './ingress/verify-signature.ts';
import { createCheckRuns } from './inventory/check-runs.ts';
import { createHeads } from './inventory/heads.ts';
import { createCleanCommits } from './inventory/clean-commits.ts';
import type { JobContext } from './jobs/queue/context.ts';
import { readVisible } from './jobs/access/rights.ts';
import { InstallationGate } from './jobs/installations/installation-gate.ts';
import { CodeOwnersCache } from './jobs/report/code-owners-cache.ts';
import { PolicyCache } from './jobs/judge/policy-cache.ts';
import { openQueue } from './jobs/queue/queue.ts';
import { createWriteBudget } from './jobs/queue/write-budget.ts';
import { watchBroker } from './jobs/queue/watch-broker.ts';
import { startWorkers } from './jobs/queue/start-workers.ts';
import { openStore } from './store/database.ts';
import { startTracing } from './telemetry/start-tracing.ts';
import { MAX_API_CALLS } from './web/api-v1.ts';
import { answerAudit, AUDIT_API } from './web/audit-api.ts';
import { answerBackfills, BACKFILLS_API } from './web/backfills-api.ts';
import { answerPauses, PAUSES_API } from './web/pauses-api.ts';
import { LoginTries } from './web/login/limit-tries.ts';
import type { WebContext } from './web/request.ts';
import { handleWeb } from './web/routes.ts';
import { listen } from './web/server.ts';

/** GitHub's default path, and the root, which Probot's set-up page registers. */
const WEBHOOK_PATHS = new Set(['/api/github/webhooks', '/']);

/** A running Rekey. */
export interface Service {
  /** Port of the web server; undefined for `rekey worker`. */
  readonly port?: number;
  /** Finishes what is running and lets go of the database. */
  stop(): Promise<void>;
}

/** Where a broker of its own tells that something changed. */
const CALLBACK_PATH = '/api/broker/callbacks';

/** The key that signs what the broker tells; undefined when it tells nothing. Throws CONFIG for one that is no key. */
function readCallbackKey({ brokerCallbackSecret: secret }: Config): Buffer | undefined {
  if (secret === undefined) return undefined;
  const key = webhookKey(secret);
  if (key) return key;
  throw new RekeyError(
    'CONFIG',
    'BROKER_CALLBACK_SECRET is not 24 to 64 bytes of base64: make one with: openssl rand -base64 32.',
  );
}

async function openContext(config: Config, log: Logger) {
  requireApp(config);
  const brokerPlace = readBrokerPlace(config, process.env);
  if (!brokerPlace && process.env['BROKER_SIGNALS'])
    log.warn('BROKER_SIGNALS is read by rekey broker only: without BROKER_URL nobody is sent a signal');
  const tracing = await startTracing(config.tracing, 'rekey', log);
  const egress = createGuardedFetch({ allow: parseEgressAllow(config.egressAllow) });
  const metrics = createMetrics();
  const store = await openStore(config);
  const keys = deriveKeys(store.key);
  const remote = brokerPlace && openRemoteBroker(brokerPlace, keys);
  const queue = await openQueue(store, log);
  const github = connectGitHub(config, log, createWriteBudget(store.db, config.contentPerMinute));
  const context: JobContext = {
    db: store.db,
    keys,
    queue,
    github,
    broker: watchBroker(
      withOwnTokens(
        remote?.broker ??
          createEmbeddedBroker({
            fetch: egress,
            githubApiUrl: config.githubApiUrl,
            acting: config.brokerProviders,
            operatorOrigins: config.brokerOrigins,
          }),
        store.db,
      ),
      metrics,
    ),
    ...(remote?.successors ? { successors: remote.successors } : {}),
    policyCache: new PolicyCache(),
    codeOwners: new CodeOwnersCache(),
    checkRuns: createCheckRuns(store.db),
    cleanCommits: createCleanCommits(store.db),
    heads: createHeads(store.db),
    gate: new InstallationGate((id) => github.quota.pauses.clear(String(id))),
    metrics,
    ...(config.escalationKey ? { escalation: { key: config.escalationKey, fetch: egress } } : {}),
    egress,
    intervals: config,
    backfill: {
      folder: join(resolve(config.dataDir), 'backfill'),
      maxBytes: config.backfillMaxMb * 1_000_000,
      sliceMs: config.backfillSliceSeconds * 1000,
    },
    log,
  };
  const close = async () => {
    await queue.stop();
    await egress.close();
    await remote?.close();
    await store.close();
    await tracing.stop();
  };
  return { context, embedded: store.embedded, close };
}

/** What the dashboard needs; without a client at GitHub only the operator's link opens it. */
function toWebContext(config: Config, context: JobContext): WebContext {
  const { githubClientId: id, githubClientSecret: secret, githubApiUrl: apiUrl, dashboardUrl } = config;
  const { db, queue, keys, metrics, log } = context;
  const place = {
    db,
    queue,
    keys,
    metrics,
    log,
    jobs: context,
    publicUrl: dashboardUrl,
    tries: new LoginTries(),
    apiCalls: new LoginTries(MAX_API_CALLS),
  };
  if (id === undefined || secret === undefined) return place;
  return {
    ...place,
    login: { id, secret: new Secret(secret), apiUrl },
    readRights: (person, installations) => readVisible(context, person, installations),
  };
}

/**
 * The MCP server: there where people can log in through GitHub, at an address that is known and that nobody on the way can
 * read. Its libraries are loaded only then.
 */
async function openAgentsDoor({ readRights, publicUrl, ...context }: WebContext) {
  const isSafe = /^(?:https:|http:\/\/(?:localhost|127\.0\.0\.1)(?::|$))/.test(publicUrl ?? '');
  if (!readRights || publicUrl === undefined || !isSafe) return undefined;
  const { openMcp } = await import('./mcp/open-mcp.ts');
  return openMcp({ ...context, readRights, publicUrl });
}

/** Opens the store and runs the workers. Throws DATA_DIR_IN_USE when a server holds the embedded database. */
export async function startWork(
  config: Config,
  log: Logger,
): Promise<Service & { readonly context: JobContext }> {
  const { context, embedded, close } = await openContext(config, log);
  const workers = await startWorkers(context, { alone: embedded });
  return {
    context,
    async stop() {
      await workers.stop();
      await close();
    },
  };
}

/** Runs the workers only, beside other processes on the same PostgreSQL. */
export async function work(config: Config, log: Logger): Promise<Service> {
  if (!config.databaseUrl)
    throw new RekeyError('CONFIG', 'DATABASE_URL is missing: workers of their own need PostgreSQL.');
  return startWork(config, log);
}

/** Runs ingress, workers and dashboard in one process. */
export async function serve(
  config: Config,
  log: Logger,
): Promise<Service & { readonly context: JobContext }> {
  const callbackKey = readCallbackKey(config);
  const { context, embedded, close } = await openContext(config, log);
  const { db, queue, metrics, github } = context;
  const storeDelivery = createDeliveryStore(db, queue);
  await github.probot.load((app) =>
    rekey(app, {
      async accept(delivery, jobs) {
        const isNew = await storeDelivery(delivery, jobs);
        metrics.webhooks.inc({ event: delivery.event, result: isNew ? 'stored' : 'replayed' });
      },
    }),
  );
  const webContext = toWebContext(config, context);
  const answerAgents = await openAgentsDoor(webContext);
  const verify = createSignatureCheck(config.app?.webhookSecrets ?? []);
  const accept = ({ id, name, payload }: { id: string; name: string; payload: object }) =>
    github.probot.webhooks.receive({ id, name, payload } as Parameters<
      typeof github.probot.webhooks.receive
    >[0]);
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0] ?? '';
    if (path === BACKFILLS_API) return answerBackfills(context, request, response);
    if (path === AUDIT_API) return answerAudit(context, request, response);
    if (path === PAUSES_API) return answerPauses(context, request, response);
    if (request.method === 'POST' && WEBHOOK_PATHS.has(path))
      return receiveWebhook(request, response, { verify, accept, metrics, log });
    if (callbackKey && request.method === 'POST' && path === CALLBACK_PATH)
      return receiveBrokerCallback({ ...context, key: callbackKey }, request, response);
    if (await answerAgents?.(request, response)) return undefined;
    return handleWeb(webContext, request, response);
  };
  const web = await listen(
    (request, response) => {
      answer(request, response).catch((err: unknown) => {
        log.error({ err }, 'a request failed');
        if (!response.headersSent) response.writeHead(500).end();
      });
    },
    config.host,
    config.port,
  );
  const workers = await startWorkers(context, { alone: embedded });
  log.info({ port: web.port, database: embedded ? 'embedded' : 'postgresql' }, 'rekey is listening');
  return {
    context,
    port: web.port,
    async stop() {
      await web.close();
      await workers.stop();
      await close();
    },
  };
}
