import type { Via } from '../detect/mentions/mention.ts';

/** Where a credential is consumed. Names come from repositories: scrubbed, and hostile in a page or a text. */
export interface Use {
  readonly repository: string;
  readonly path: string;
  /** Name of the MCP server, where it is one that takes it. */
  readonly server?: string;
  readonly serverUrl?: string;
  /** Of a workflow, where it is one that takes it. */
  readonly job?: string;
  readonly environment?: string;
  readonly triggers: readonly string[];
}

/** The claims of a JSON Web Token that checks look at, and what a provider said. Dates are UTC. */
export interface Lifetime {
  readonly issuedAt?: Date;
  readonly expiresAt?: Date;
  /** Its provider was asked and named no end. */
  readonly neverExpires?: boolean;
  readonly lastUsedAt?: Date;
  readonly rotatedAt?: Date;
}

/** Places that hold a value in the open. */
export interface Leaks {
  readonly content: number;
  readonly workflow: number;
  readonly variable: number;
  /** Of the variables those that every repository of the organisation can read. */
  readonly organisationVariable: number;
}

/** One credential whose value was seen, known by its fingerprint. */
export interface CredentialRecord extends Lifetime {
  readonly id: string;
  readonly name: string;
  readonly provider: string;
  readonly type: string;
  readonly isJwt: boolean;
  /** State of its incident. */
  readonly state: string;
  /** Proved dead, or its incident was dismissed. */
  readonly ended: boolean;
  readonly stateSince: Date;
  /** How many places of each kind hold it in the open. */
  readonly leaks: Leaks;
  /** It was proved dead before it was seen again. */
  readonly reintroduced: boolean;
  readonly principal: 'user' | 'bot' | 'service' | 'org' | 'unknown';
  readonly scopes: readonly string[];
  readonly audience: readonly string[];
  readonly owners: readonly string[];
  /** Owners that are no members of the organisation any more. */
  readonly goneOwners: readonly string[];
  readonly uses: readonly Use[];
  /** Whether the provider tells when a credential was used last. */
  readonly showsUse: boolean;
  /** Every repository in which it was seen is archived. */
  readonly archived?: true;
  /** A configuration named its server once, and none does since. */
  readonly removedSince?: Date;
  /** The provider's page on which a person ends it. */
  readonly endPage?: string;
  readonly issuer?: IssuerFacts;
  readonly registered?: RegisteredFacts;
}

/** What the metadata of an authorization server says (RFC 8414, RFC 9728); absent facts were not read. */
export interface IssuerFacts {
  readonly origin: string;
  readonly hasRevocation?: boolean;
  /** The issuer in its metadata is the one that was asked. */
  readonly issuerMatches?: boolean;
  /** The protected resource names its authorization servers. */
  readonly hasResourceMetadata?: boolean;
}

/** What the organisation's register of servers (`servers:` in the policy) says of the server. */
export interface RegisteredFacts {
  readonly name: string;
  readonly url: string;
  readonly environments: readonly string[];
  readonly scopes: readonly string[];
  readonly maxTtlSeconds?: number;
  /** UTC day after which it is retired. */
  readonly until?: string;
}

/** A secret of GitHub Actions, known by its name. */
export interface SecretRecord {
  readonly id: string;
  readonly name: string;
  /** `vault`: a field in the operator's Vault that a rule has replaced on a schedule. */
  readonly scope: 'repository' | 'environment' | 'organization' | 'vault';
  readonly repository?: string;
  readonly environment?: string;
  readonly visibility?: 'all' | 'private' | 'selected';
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly owners: readonly string[];
  readonly goneOwners: readonly string[];
  /** Where it is consumed; empty: nowhere that is known. */
  readonly uses: readonly Use[];
  /** An MCP server took it once and none does any more. */
  readonly abandonedSince?: Date;
  readonly maxAgeDays?: number;
  /** Why it was not replaced on its schedule. */
  readonly notRenewed?: string;
}

/** An MCP server in a configuration on a default branch. */
export interface ServerRecord {
  readonly id: string;
  readonly name: string;
  readonly repository: string;
  readonly path: string;
  readonly line: number;
  readonly transport: 'stdio' | 'http';
  readonly url?: string;
  readonly secretInUrl: boolean;
  readonly runner?: string;
  readonly package?: string;
  readonly version?: string;
  /** It takes a credential, written out or by name. */
  readonly takesSecret: boolean;
  /** It sends a user name and a password (RFC 7617). */
  readonly basicAuth: boolean;
  readonly owners: readonly string[];
  readonly registered?: RegisteredFacts;
  /** The organisation has a register of servers at all. */
  readonly hasRegister: boolean;
  readonly issuer?: IssuerFacts;
}

/** A job of a workflow that takes credentials. */
export interface JobRecord {
  readonly id: string;
  readonly name: string;
  readonly repository: string;
  readonly path: string;
  readonly job: string;
  readonly environment?: string;
  readonly triggers: readonly string[];
  readonly oidc: boolean;
  readonly runsForeignCode: boolean;
  readonly owners: readonly string[];
  readonly takes: readonly {
    readonly via: Via;
    readonly name: string;
    /** The environment variable, header or input that takes it. */
    readonly key?: string;
    readonly line: number;
    /** An MCP server or its client gets it. */
    readonly mcp: boolean;
  }[];
}

/** A deployment environment that holds credentials. */
export interface EnvironmentRecord {
  readonly id: string;
  readonly name: string;
  readonly repository: string;
  readonly reviewers: boolean;
  readonly branches: boolean;
  readonly secrets: readonly string[];
  readonly owners: readonly string[];
}

/** What each kind of subject is. */
export interface Records {
  readonly credential: CredentialRecord;
  readonly secret: SecretRecord;
  readonly server: ServerRecord;
  readonly job: JobRecord;
  readonly environment: EnvironmentRecord;
}
