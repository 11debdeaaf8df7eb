import type { Slot } from '../finding.ts';
import type { Written } from './written.ts';

/** What is known of the server whose configuration is read. All of it is text from a repository. */
export interface ServerFacts {
  readonly name?: string;
  /** Scheme, host and path of a remote server; no userinfo, query, fragment, and no secret part of the path. */
  readonly url?: string;
  readonly clientId?: string;
}

/** A value at a place where a credential may stand. Whether it is one is judged later. */
export interface Candidate {
  readonly written: Written;
  readonly slot: Slot;
  /** Name of the variable, header, flag or parameter. */
  readonly key?: string;
  /** Whether the place itself says that a secret stands there, or none does; absent where the key decides. */
  readonly isSecretPlace?: boolean;
  /** The place and the shape together leave no doubt: any value but a placeholder is the credential. */
  readonly isCertain?: boolean;
  /** The issuer, where the place tells. */
  readonly provider?: string;
  /** Where a user name and password lead to, lower case. */
  readonly host?: string;
  readonly user?: string;
  readonly server: ServerFacts;
}
