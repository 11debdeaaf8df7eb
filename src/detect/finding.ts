import type { Secret } from '../base/secret.ts';
import type { JwtFacts } from './formats/jwt.ts';

/** One piece of text to look at. The path decides which surface it is; it need not exist on disk. */
export interface Text {
  readonly path: string;
  readonly content: string;
}

/** The position inside a surface where a credential stands. `text` is anywhere outside a known structure. */
export type Slot =
  | 'env'
  | 'header'
  | 'argument'
  | 'url-query'
  | 'url-path'
  | 'url-userinfo'
  | 'oauth-token'
  | 'oauth-client-secret'
  | 'text';

/**
 * `exact`: a format with a checksum or an unmistakable structure. `high`: a known prefix and shape, or a secret slot
 * of an MCP server with a random-looking value. `medium`: a secret slot with a value that may be something else.
 * `low`: never reported unless asked for.
 */
export type Confidence = 'exact' | 'high' | 'medium' | 'low';

/** 1-based lines and columns, `endColumn` exclusive, columns in UTF-16 code units; offsets are 0-based. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** A credential value at a position in one text. */
export interface Finding {
  /** The bare value: no `Bearer `, no quotes, escapes decoded; the same credential is the same value everywhere. */
  readonly secret: Secret;
  /** Exactly the secret's characters as written in the text. */
  readonly span: Span;
  /** Who issued it, kebab-case (`github`, `supabase`, `mcp` for a bearer of a remote MCP server, `unknown`). */
  readonly provider: string;
  /** Catalogue id of the format (`github-pat-classic`), or `mcp-bearer`, `password`, `generic-key`. */
  readonly type: string;
  /** Id of the surface (`claude-code`, `vscode`, …), or `text`. */
  readonly surface: string;
  readonly slot: Slot;
  /** Name of the MCP server in the configuration. */
  readonly server?: string;
  /** URL of the remote MCP server, without userinfo, query and fragment. */
  readonly serverUrl?: string;
  /** OAuth client id that stands beside the credential, when the configuration names one. */
  readonly clientId?: string;
  /**
   * The credential's public half, which is no secret: the id of an AWS key, a Twilio key's SID, a webhook's id, account
   * and key id of a Google service account (`email/id`). Only where it is certain that both belong together.
   */
  readonly keyId?: string;
  /** Name of the environment variable, header, flag or query parameter. */
  readonly key?: string;
  readonly confidence: Confidence;
  /** What a JSON Web Token says about itself; absent for anything else. */
  readonly jwt?: JwtFacts;
  /** At most the public prefix of the format and the length, such as `ghp_… (40 characters)`. */
  readonly redacted: string;
}
