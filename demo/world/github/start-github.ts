import { generateKeyPair, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { Alerts } from './alerts.ts';
import { Backend } from './backend.ts';
import { Callers } from './callers.ts';
import { Discussions } from './discussions.ts';
import { startEmulator } from './emulator-link.ts';
import { Events } from './events.ts';
import { GitHttp } from './git-http.ts';
import type { GitHubOptions, GitHubWorld } from './github-world.ts';
import { Interference } from './interference.ts';
import { InstallationStates } from './installation-states.ts';
import { createLifecycleActions } from './lifecycle-actions.ts';
import { People } from './people.ts';
import { listenProxy, RECEIVER_PATH } from './proxy.ts';
import { PullRequests } from './pull-requests.ts';
import { createReaders } from './readers.ts';
import { RequestLog } from './request-log.ts';
import { IssueLife } from './issue-life.ts';
import { Advisories } from './rules/advisories.ts';
import { alertRules } from './rules/alerts.ts';
import { CheckRuns, checkRunRules } from './rules/check-runs.ts';
import { contentRules } from './rules/contents.ts';
import { credentialRules } from './rules/credentials.ts';
import { graphqlRules } from './rules/graphql.ts';
import { Logins } from './rules/logins.ts';
import { hookDeliveryRules } from './rules/hook-deliveries.ts';
import { installationRules } from './rules/installations.ts';
import { movedRepositoryRules } from './rules/moved-repositories.ts';
import { rateLimitRules } from './rules/rate-limits.ts';
import { issueCommentListRules } from './rules/issue-comment-list.ts';
import { issueRules } from './rules/issues.ts';
import { peopleRules } from './rules/people.ts';
import { installationPermissionRules } from './rules/installation-permissions.ts';
import { pullRules } from './rules/pulls.ts';
import { reviewRules } from './rules/reviews.ts';
import { pullFileRules } from './rules/pull-files.ts';
import { refRules } from './rules/refs.ts';
import { secretRules } from './rules/variable-secrets.ts';
import { variableRules } from './rules/variables.ts';
import { threadRules } from './rules/threads.ts';
import { RunStore } from './rules/runs-store.ts';
import { Runs } from './rules/runs.ts';
import { visibilityRules } from './rules/visibility.ts';
import { makePlan } from './seed.ts';
import { Texts } from './texts.ts';
import { createUserActions } from './user-actions.ts';
import { createVariableActions } from './variable-actions.ts';
import { VariableStore } from './variable-store.ts';
import { WebhookRelay } from './webhook-relay.ts';

const MAX_PATCH_BYTES = 1_000_000;
/** https://docs.github.com/webhooks/webhook-events-and-payloads#push */
const MAX_PUSH_COMMITS = 2048;
/** https://docs.github.com/webhooks/using-webhooks/best-practices-for-using-webhooks */
const DELIVERY_TIMEOUT_MS = 10_000;
const WAIT_FOR_DELIVERY_MS = 60_000;

let appKey: Promise<string> | undefined;

/** The App's RSA key, PKCS#1 as GitHub gives it; made once per process, since that takes longest. */
function makeAppKey(): Promise<string> {
  appKey ??= promisify(generateKeyPair)('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'pkcs1', format: 'pem' },
  }).then(({ privateKey }) => privateKey);
  return appKey;
}

/**
 * Starts a GitHub on this machine: npm `emulate` behind a proxy that checks every request against GitHub's OpenAPI
 * description, answers what the emulator lacks, sends webhooks in GitHub's form, and can fail on demand.
 */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubWorld> {
  const [privateKey, proxy] = await Promise.all([makeAppKey(), listenProxy()]);
  const plan = makePlan(options, privateKey);
  const apiUrl = proxy.url;
  const webhookSecret = options.webhookSecret ?? randomBytes(20).toString('hex');

  const link = await startEmulator(plan, apiUrl, `${apiUrl}${RECEIVER_PATH}`);
  const callers = new Callers();
  const backend = new Backend(plan, apiUrl, callers, link);
  const checkRuns = new CheckRuns(plan, apiUrl);
  const relay = new WebhookRelay({
    secret: webhookSecret,
    appId: plan.appId,
    timeoutMs: options.deliveryTimeoutMs ?? DELIVERY_TIMEOUT_MS,
  });
  relay.setTarget(options.webhookUrl);
  const pulls = new PullRequests(backend, relay);
  const events = new Events(backend, relay, {
    maxPushCommits: options.maxPushCommits ?? MAX_PUSH_COMMITS,
    dressCheckRun: (run) => checkRuns.dress(run),
    dressSuite: (suite, repository) => pulls.dressSuite(suite, repository),
  });
  const variables = await VariableStore.create(plan);
  const advisories = new Advisories(backend, variables);
  const issueLife = new IssueLife(backend, relay);
  const texts = new Texts(backend);
  const discussions = new Discussions(backend, relay);
  const alerts = new Alerts(backend, relay);
  const people = new People(backend);
  const logins = new Logins(backend, people);
  const states = new InstallationStates(backend);
  const runStore = await RunStore.start();
  const runs = new Runs(backend, relay, runStore);
  backend.setRules([
    ...rateLimitRules(backend, states),
    ...installationRules(backend, states),
    ...movedRepositoryRules(backend, states),
    ...issueLife.rules(),
    ...advisories.rules(),
    ...runs.rules(),
    ...peopleRules(backend, people),
    ...issueCommentListRules(backend, texts),
    ...threadRules(backend, texts, relay),
    ...graphqlRules(backend, texts, discussions),
    ...alertRules(backend, alerts),
    ...variableRules(backend, variables),
    ...secretRules(backend, variables),
    ...visibilityRules(backend),
    ...credentialRules(backend),
    ...logins.rules(),
    ...hookDeliveryRules(backend, relay),
    ...refRules(backend, events),
    ...checkRunRules(backend, checkRuns),
    ...contentRules(options.maxPatchBytes ?? MAX_PATCH_BYTES),
    ...issueRules(backend),
    ...installationPermissionRules(variables),
    ...reviewRules(backend),
    ...pullRules(backend, pulls),
    ...pullFileRules(backend),
  ]);
  const log = new RequestLog();
  const interference = new Interference();
  const git = new GitHttp(callers, plan.installations, interference);
  proxy.open({ backend, events, log, interference, git });

  const [firstRepository] = plan.repositories;
  const [firstUser = ''] = plan.userTokens.keys();
  return {
    ...createUserActions(backend),
    ...createLifecycleActions(backend, states, relay),
    ...createReaders(backend, checkRuns),
    ...discussions.actions(),
    ...runs.actions(),
    ...alerts.actions(),
    ...issueLife.actions(),
    listAdvisories: ({ owner, repo }) => advisories.of(owner, repo),
    ...people.actions(checkRuns, relay),
    ...logins.actions(),
    deleteHistory: (node) => texts.deleteHistory(node),
    ...pulls.actions(),
    ...createVariableActions(backend, variables),
    apiUrl,
    appId: plan.appId,
    appSlug: plan.appSlug,
    privateKey,
    webhookSecret,
    clientId: plan.clientId,
    clientSecret: plan.clientSecret,
    installationId: plan.installations[firstRepository?.owner ?? ''] ?? 0,
    installations: plan.installations,
    get requests() {
      return log.entries;
    },
    get violations() {
      return log.violations;
    },
    get deliveries() {
      return relay.deliveries;
    },
    get isDelivering() {
      return relay.underWay > 0;
    },
    get revocations() {
      return callers.revocations;
    },
    get gitRequests() {
      return git.requests;
    },
    attachRepository: (repository, folder) => git.attach(repository, folder),
    setWebhookTarget: (url) => relay.setTarget(url),
    sendWebhook: (event, payload) => relay.send(event, payload),
    redeliver: (guid) => relay.redeliver(guid),
    waitForDelivery: (match, timeoutMs = WAIT_FOR_DELIVERY_MS) => relay.waitFor(match, timeoutMs),
    fault: (fault) => interference.fault(fault),
    gate: (match, gateOptions) => interference.gate(match, gateOptions),
    registerLeakedToken: (token, login = firstUser) => callers.registerLeaked(token, login),
    setRevocation: (behaviour) => callers.setRevocation(behaviour),
    close: async () => {
      const failures = events.stop();
      interference.releaseAll();
      relay.close();
      await proxy.close();
      await link.close();
      await runStore.close();
      if (failures.length > 0) throw new AggregateError(failures, 'The world could not make an event.');
    },
  };
}
