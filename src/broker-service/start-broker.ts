import type { Logger } from 'pino';
import { RekeyError } from '../base/errors.ts';
import type { Broker } from '../broker/broker.ts';
import { RateLimits } from '../broker/adapters/record/rate-limits.ts';
import { createEmbeddedBroker } from '../broker/embedded-broker.ts';
import { createGuardedFetch, parseEgressAllow } from '../broker/guarded-fetch.ts';
import { PATIENT_WAITS } from '../broker/prove-dead.ts';
import { createClientRotator, joinRotators } from '../broker/rotation/client-rotator.ts';
import { createRecordRotator } from '../broker/rotation/record-rotator.ts';
import { createVaultKv } from '../broker/rotation/vault-kv.ts';
import { listCapabilities } from './capabilities.ts';
import type { Client } from './clients.ts';
import type { BrokerConfig } from './config.ts';
import type { BrokerContext } from './context.ts';
import { readFiles } from './files/read-files.ts';
import type { Environment } from './files/read-reference.ts';
import { createHandler } from './http/handle.ts';
import { listen } from './http/listen.ts';
import { createKeyring } from './keys/keyring.ts';
import { deriveBrokerKeys } from './keys/own-keys.ts';
import { startMaintenance } from './maintenance.ts';
import { keepRegistrationTokens } from './rotation/registration-tokens.ts';
import { startRotationRunner } from './rotation/rotation-runner.ts';
import { dropRotationLeases } from './rotation/store-rotations.ts';
import { startDeliverer } from './signals/deliver.ts';
import { createSignals } from './signals/signals.ts';
import { openBrokerStore } from './store/open-broker-store.ts';
import { startTracing } from '../telemetry/start-tracing.ts';
import { createRotationBreaker } from './work/breaker.ts';
import { createKnownIds } from './work/known-ids.ts';
import { startRunner } from './work/runner.ts';
import { dropLeases } from './work/store-revocations.ts';

/** A running broker. */
export interface RunningBroker {
  readonly port: number;
  /** Ends the running revocations and lets go of the database. */
  stop(): Promise<void>;
}

/** How long a client has to write a successor where it is used: its own tries and GitHub's limits included. */
const DELIVER_MS = 3_600_000;

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/** Assertions name the broker by the address that clients know, and nobody reaches one at `0.0.0.0`. */
function requireAddress({ publicUrl, host }: BrokerConfig, clients: readonly Client[]): void {
  const needed = clients.some(({ proof }) => proof.method === 'private_key_jwt');
  if (!needed || publicUrl !== undefined || LOOPBACK.has(host)) return;
  throw new RekeyError(
    'CONFIG',
    'BROKER_PUBLIC_URL is missing: set it to the address that clients have in BROKER_URL, which their assertions name.',
  );
}

/** Asks the breaker, and calls a person where it says no. */
function admitRotation(admit: ReturnType<typeof createRotationBreaker>, log: Logger): typeof admit {
  return async (rotation) => {
    const admission = await admit(rotation);
    const { client, owner } = rotation;
    if (admission === 'tripped')
      log.error({ client, owner }, 'rotations are paused: a person must look, then rekey broker resume');
    return admission;
  };
}

/**
 * Starts the broker as a service of its own.
 *
 * @param acting acts at the providers; only a test gives one, whose providers are fakes
 */
export async function startBroker(
  config: BrokerConfig,
  environment: Environment,
  log: Logger,
  acting?: Broker,
): Promise<RunningBroker> {
  const { file, clients, admin, registrations, receivers } = readFiles(config, environment, log);
  requireAddress(config, clients);
  const tracing = await startTracing(config.tracing, 'rekey-broker', log);
  const fetch = createGuardedFetch({ allow: parseEgressAllow(config.egressAllow) });
  const store = await openBrokerStore(config);
  const { db } = store;
  const keys = deriveBrokerKeys(store.key);
  const now = Date.now;
  let address = config.publicUrl ?? '';
  const publicUrl = () => address;
  if (store.embedded) {
    await dropLeases(db, now());
    await dropRotationLeases(db);
  }

  const deliverer = startDeliverer(db, { fetch, clients, receivers, publicUrl, now }, log);
  const runner = startRunner(() => context);
  const limits = new RateLimits();
  const shared = { fetch, operatorOrigins: file.origins, admin, limits };
  const broker =
    acting ?? createEmbeddedBroker({ ...shared, githubApiUrl: config.githubApiUrl, acting: 'all' });
  const rotator = joinRotators(
    createRecordRotator(shared),
    createClientRotator({ ...shared, tokens: keepRegistrationTokens(db, keys), waits: PATIENT_WAITS, now }),
  );
  const vault = createVaultKv(fetch, admin);
  const ids = createKnownIds(db, keys, registrations);
  const rotations = startRotationRunner(() => context, {
    db,
    broker,
    rotator,
    vault,
    ids,
    admit: admitRotation(createRotationBreaker({ db, rules: file, now }), log),
    now,
    waits: PATIENT_WAITS,
    deliverMs: DELIVER_MS,
  });
  const context: BrokerContext = {
    db,
    keys,
    keyring: createKeyring({ db, keys, now }),
    clients,
    rules: file,
    broker,
    ids,
    capabilities: listCapabilities(),
    fetch,
    signals: createSignals({ clients, receivers, now, wake: () => deliverer.wake() }),
    runner,
    rotator,
    vault,
    rotations,
    requestsPerMinute: config.requestsPerMinute,
    trustedProxies: config.trustedProxies,
    publicUrl,
    now,
    log,
  };
  // Made before the first request needs it.
  await context.keyring.offered();
  const handle = createHandler(context);
  const server = await listen(config, (request, response) => {
    handle(request, response).catch((err: unknown) => {
      log.error({ err }, 'an answer could not be sent');
      response.destroy();
    });
  });
  address = config.publicUrl ?? `${server.scheme}://${config.host}:${server.port}`;
  const maintenance = startMaintenance(db, now, log);
  runner.wake();
  rotations.wake();
  if (!config.tls && !LOOPBACK.has(config.host))
    log.warn(
      'without TLS_CERT the broker speaks http: put it behind a proxy that ends TLS, and nothing else',
    );
  log.info(
    { port: server.port, database: store.embedded ? 'embedded' : 'postgresql' },
    'the broker is listening',
  );
  return {
    port: server.port,
    async stop() {
      await server.close();
      maintenance.stop();
      await runner.stop();
      await rotations.stop();
      await deliverer.stop();
      await fetch.close();
      await store.close();
      await tracing.stop();
    },
  };
}
