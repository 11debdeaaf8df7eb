import type { IssuerFacts, RegisteredFacts } from '../governance/records.ts';
import { findServer } from '../policy/find-server.ts';
import type { RegisteredServer } from '../policy/policy.ts';

/** What is needed to read the records of one installation, beside its rows. */
export interface RegisterScope {
  readonly installationId: number;
  /** The organisation's register of servers. */
  readonly servers: readonly RegisteredServer[];
  /** Who owns a file by CODEOWNERS of its repository. */
  ownersOf(repositoryId: number, path: string): readonly string[];
  /** `@login`s that are no members of the organisation any more. */
  readonly goneOwners: ReadonlySet<string>;
  /** What registered servers say of themselves, by the address under which they are registered. */
  readonly issuers: ReadonlyMap<string, IssuerFacts>;
}

/** The server of the organisation's register that a configuration names; undefined for one that nobody registered. */
export function registeredAs(
  { servers }: Pick<RegisterScope, 'servers'>,
  name: string | null,
  url: string | null,
): RegisteredServer | undefined {
  return findServer(
    { ...(name === null ? {} : { server: name }), ...(url === null ? {} : { serverUrl: url }) },
    servers,
  );
}

/**
 * What the server at an address says of itself. By its address alone: a name stands in the text of a repository, where
 * anybody can write that of another server.
 */
export function issuerAt(
  { servers, issuers }: Pick<RegisterScope, 'servers' | 'issuers'>,
  url: string | null,
): IssuerFacts | undefined {
  const server = url === null ? undefined : findServer({ serverUrl: url }, servers);
  return server && issuers.get(server.url);
}

/** What checks need of it. */
export function registeredFacts(server: RegisteredServer | undefined): {
  readonly registered?: RegisteredFacts;
} {
  if (!server) return {};
  const { name, url, environments, scopes, maxTtlSeconds, until } = server;
  return {
    registered: {
      name,
      url,
      environments,
      scopes,
      ...(maxTtlSeconds === undefined ? {} : { maxTtlSeconds }),
      ...(until === undefined ? {} : { until }),
    },
  };
}

/** The register's word first, then what CODEOWNERS says of one of the files. */
export function ownersFrom(
  scope: RegisterScope,
  server: RegisteredServer | undefined,
  files: readonly { readonly repositoryId: number; readonly path: string }[],
): readonly string[] {
  if (server?.owner !== undefined) return [server.owner.startsWith('@') ? server.owner : `@${server.owner}`];
  return (
    files
      .map(({ repositoryId, path }) => scope.ownersOf(repositoryId, path))
      .find(({ length }) => length > 0) ?? []
  );
}

/** Those of the owners that have left. */
export function goneOf({ goneOwners }: RegisterScope, owners: readonly string[]): readonly string[] {
  return owners.filter((owner) => goneOwners.has(owner.toLowerCase()));
}
