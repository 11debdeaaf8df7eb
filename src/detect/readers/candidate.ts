import type { Slot } from '../finding.ts';
import type { Surface } from '../surfaces/surface.ts';
import type { Written } from '../text/written.ts';
import type { Kind } from './kind.ts';

/** What is known of the server whose configuration is read. All of it is text from a repository. */
export interface ServerFacts {
  readonly name?: string;
  /** Scheme, host and path of a remote server; no userinfo, query, fragment, and no secret part of the path. */
  readonly url?: string;
  readonly clientId?: string;
}

/**
 * How sure it is that a value belongs to MCP: it stands in a server's configuration; in a file that holds such
 * configurations or environment variables; in settings that speak of MCP; or in any other text that does.
 */
export type Trust = 'server' | 'surface' | 'settings' | 'mention';

/** What the place of a value says that the value is, should it be a credential. */
export interface Identity {
  readonly provider: string;
  readonly type: string;
  /** Its public half. */
  readonly keyId?: string;
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
  /** Stands alone among a server's arguments. */
  readonly isPositional?: boolean;
  /** The issuer, where the place tells. */
  readonly provider?: string;
  readonly identity?: Identity;
  /** Where a user name and password lead to, lower case. */
  readonly host?: string;
  readonly user?: string;
  readonly server: ServerFacts;
  readonly trust: Trust;
  /** The surface, where the place tells it better than the path. */
  readonly surface?: string;
}

/** Reads a text of a kind; see `read-text.ts`. Handed down, so that a value which is a text can be read in its turn. */
export type ReadText = (text: Written, kind: Kind, place: Place) => readonly Candidate[];

/** Where a text stands that is read. */
export interface Place {
  readonly surface: Surface | undefined;
  readonly trust: Trust;
  readonly server: ServerFacts;
  /** How many texts this one is nested in. */
  readonly level: number;
  readonly read: ReadText;
}
