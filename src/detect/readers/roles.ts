import type { Slot } from '../finding.ts';

/** What the name of a property says about what stands under it. */
export interface Role {
  readonly slot?: Slot;
  /** A command line, or the list of its words. */
  readonly isCommand?: boolean;
  /** Names of variables stand here, not their values. */
  readonly isNames?: boolean;
  /** What stands below can be read by nobody but its owner (Sealed Secrets, SOPS). */
  readonly isCiphertext?: boolean;
  /** Directly in a server's configuration the client sends the value as its credential. */
  readonly isCredential?: boolean;
}

const rows: readonly (readonly [Role, string])[] = [
  [{ slot: 'env' }, 'env environment envs environment_variables environmentVariables envVars containerEnv remoteEnv build_args buildArgs stringData claude_env'],
  [{ slot: 'header' }, 'headers http_headers httpHeaders customHeaders custom_headers request_headers requestHeaders extra_headers extraHeaders static_headers default_headers defaultHeaders'],
  [{ slot: 'argument', isCommand: true }, 'args arguments runtimeArgs runtimeArguments packageArguments runtime_arguments package_arguments command cmd entrypoint ENTRYPOINT CMD run script scripts ExecStart claude_args allow deny ask commandLine ProgramArguments'],
  [{ slot: 'url-query' }, 'url uri serverUrl httpUrl endpoint baseUrl base_url server_url sseUrl endpointUrl serverURL'],
  [{ slot: 'header', isCredential: true }, 'bearer_token bearerToken experimental_bearer_token token authToken auth_token apiKey api_key apikey apiToken api_token password authorization Authorization authorization_token authorizationToken bearer'],
  [{ slot: 'oauth-token', isCredential: true }, 'accessToken access_token refreshToken refresh_token registrationAccessToken registration_access_token'],
  [{ slot: 'oauth-client-secret', isCredential: true }, 'clientSecret client_secret CLIENT_SECRET'],
  [{ isNames: true }, 'bearer_token_env_var bearerTokenEnv bearerTokenEnvVar env_http_headers envHttpHeaders env_vars env_keys envKeys env_key apiKeyEnv api_key_env apiKeyEnvVar api_key_env_var tokenEnv required_env requiredEnv envFile env_file passEnv secretKeyRef configMapKeyRef secretRef'],
  [{ isCiphertext: true }, 'encryptedData sops'],
]; // prettier-ignore

const ROLES = new Map(
  rows.flatMap(([role, names]) => names.split(' ').map((name): [string, Role] => [name, role])),
);
const PLAIN: Role = {};

/** The role of a property; an empty one where its name says nothing. */
export function roleOf(key: string): Role {
  return ROLES.get(key) ?? PLAIN;
}
