import type { Keys } from '../base/keys.ts';
import type { Broker } from '../broker/broker.ts';
import type { Successors } from '../broker/successors.ts';
import { checkBrokerUrl, readBrokerAuth, type BrokerAuth } from './broker-auth.ts';
import { openConnection } from './connection.ts';
import { createGitLabBroker } from './gitlab-broker.ts';
import { createRemoteBroker } from './remote-broker.ts';
import { createRemoteSuccessors } from './rotate-remotely.ts';

/** Where the broker is and how the App proves to it who it is. */
export interface BrokerPlace {
  readonly url: string;
  readonly auth: BrokerAuth;
}

/**
 * The broker at BROKER_URL; undefined when there is none, so that the embedded one is used. Throws CONFIG when the
 * address is not safe or BROKER_AUTH cannot be used. Call it before anything is opened: it stops the start.
 */
export function readBrokerPlace(
  config: { readonly brokerUrl?: string; readonly brokerAuth?: string },
  environment: Readonly<Record<string, string | undefined>>,
): BrokerPlace | undefined {
  const { brokerUrl: url, brokerAuth } = config;
  if (url === undefined) return undefined;
  checkBrokerUrl(url);
  return { url, auth: readBrokerAuth(brokerAuth, environment) };
}

/** Opens the way to it. One that was written for GitLab issues no successors. */
export function openRemoteBroker(
  { url, auth }: BrokerPlace,
  keys: Keys,
): { readonly broker: Broker; readonly successors?: Successors; close(): Promise<void> } {
  const connection = openConnection(url, auth);
  const close = () => connection.close();
  if (auth.method === 'gitlab') return { broker: createGitLabBroker({ connection, url, auth }), close };
  const options = { connection, url, auth, keys };
  return { broker: createRemoteBroker(options), successors: createRemoteSuccessors(options), close };
}
