import type { Logger } from 'pino';
import { readClients, type Client } from '../clients.ts';
import type { BrokerConfig } from '../config.ts';
import { readReceivers } from '../signals/receivers.ts';
import { ClientsFile } from './clients-file.ts';
import { CredentialsFile, readCredentials } from './credentials-file.ts';
import type { Environment } from './read-reference.ts';
import { readYamlFile } from './read-yaml-file.ts';
import { watchRegistrations } from './registrations.ts';
import { SignalsFile } from './signals-file.ts';

/** A client may have replaced what the file lists for it, and nothing by its scope alone. */
function warnOfIdle(clients: readonly Client[], log: Logger): void {
  for (const { id, scopes, rotations } of clients)
    if (scopes.has('rotate') && rotations.size === 0)
      log.warn(
        { client: id },
        'the client has the scope rotate and may replace nothing: list it under rotations',
      );
}

/** Reads the file of the operator's credentials; without one there are none. */
const readCredentialsOf =
  ({ credentialsPath: path }: BrokerConfig) =>
  (): CredentialsFile =>
    path === undefined ? {} : readYamlFile('BROKER_CREDENTIALS', path, CredentialsFile);

/** What the operator's files say. Read before anything is opened: a mistake in them stops the start. */
export function readFiles(config: BrokerConfig, environment: Environment, log: Logger) {
  const file = readYamlFile('BROKER_CLIENTS', config.clientsPath, ClientsFile);
  const read = readCredentialsOf(config);
  const credentials = read();
  const admin = readCredentials(credentials, environment);
  const registrations = watchRegistrations(config.credentialsPath ?? '', credentials, read, log);
  const receivers =
    config.signalsPath === undefined
      ? []
      : readReceivers(readYamlFile('BROKER_SIGNALS', config.signalsPath, SignalsFile), environment);
  const clients = readClients(file, environment);
  warnOfIdle(clients, log);
  return { file, clients, admin, registrations, receivers };
}
