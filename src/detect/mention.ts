/**
 * How a place takes a credential from elsewhere: an environment variable, a secret or variable of GitHub Actions, an input
 * that the client asks for, a file, a command's output, a secret manager.
 */
export type Via = 'env' | 'secret' | 'variable' | 'input' | 'file' | 'command' | 'vault';

/** A credential that is referred to by name. */
export interface Reference {
  readonly via: Via;
  readonly name: string;
  /** The variable, header or argument that takes it. */
  readonly key?: string;
  /** 1-based. */
  readonly line: number;
}

/** One MCP server as a configuration describes it. Everything comes from a repository: hostile. */
export interface ServerMention {
  readonly name?: string;
  /** 1-based line where it stands. */
  readonly line: number;
  readonly surface: string;
  readonly transport: 'stdio' | 'http';
  /** Without userinfo, query and fragment. */
  readonly url?: string;
  /** A part of the address looks like its credential. */
  readonly secretInUrl: boolean;
  /** `npx`, `uvx`, `docker` …, where such a program fetches it. */
  readonly runner?: string;
  readonly package?: string;
  /** As written; absent where the newest is fetched. */
  readonly version?: string;
  readonly references: readonly Reference[];
}
