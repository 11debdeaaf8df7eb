/**
 * How a place takes a credential from elsewhere: an environment variable, a secret or variable of GitHub Actions, an input
 * that the client asks for, a file, a command's output, a secret manager.
 */
export type Via = 'env' | 'secret' | 'variable' | 'input' | 'file' | 'command' | 'vault';

/** A credential that is referred to by name. */
export interface Reference {
  readonly via: Via;
  /** Upper case for secrets and variables of Actions, which are the same in any case. */
  readonly name: string;
  /** The variable, header, flag or property that takes it. */
  readonly key?: string;
  /** 1-based. */
  readonly line: number;
}

/** One MCP server as a configuration describes it. Everything comes from a repository: hostile. */
export interface ServerMention {
  /** Empty where the configuration gives none. */
  readonly name: string;
  /** 1-based line where it stands. */
  readonly line: number;
  readonly surface: string;
  /** `stdio`: a program on the machine of the client. */
  readonly transport: 'stdio' | 'http';
  /** Without userinfo, query and fragment. */
  readonly url?: string;
  /** A credential stands in it that is written out. */
  readonly holdsCredential: boolean;
  /** Its address carries a credential, written out or by name. */
  readonly secretInUrl: boolean;
  /** It sends a user's name and password (RFC 7617). */
  readonly basicAuth: boolean;
  /** `npx`, `uvx`, `docker` …, where such a program fetches it. */
  readonly runner?: string;
  readonly package?: string;
  /** As written; absent where the newest is fetched. */
  readonly version?: string;
  readonly references: readonly Reference[];
}

/** One job of a workflow that takes something from outside, or starts an MCP server. */
export interface JobMention {
  readonly job: string;
  /** 1-based line where it stands. */
  readonly line: number;
  /** Absent where it has none, or one that is computed. */
  readonly environment?: string;
  /** Events that start its workflow. */
  readonly triggers: readonly string[];
  /** It may ask for an OpenID Connect token: `id-token: write`. */
  readonly oidc: boolean;
  /** It checks out the code of a pull request under a trigger that has the repository's secrets. */
  readonly runsForeignCode: boolean;
  /** It speaks of MCP: an agent or a server gets what it takes. */
  readonly mcp: boolean;
  readonly references: readonly Reference[];
}
