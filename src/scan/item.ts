import type { Confidence, Slot } from '../detect/index.ts';
import type { FoundJwt } from './output/describe-jwt.ts';

/** First and last line, 1-based, both included. */
export type LineRange = readonly [first: number, last: number];

/** One text to scan, and where to read it. */
export interface Item {
  /** As it is shown: relative to the working directory, with `/`. */
  readonly path: string;
  /** As the detector judges it: from the root of its repository, else absolute. */
  readonly place: string;
  /** A file, as the bytes of its absolute path (names need not be UTF-8), or the id of a blob. */
  readonly source: { readonly file: Uint8Array } | { readonly blob: string };
  /** Bytes; for a blob, whose size nobody knows yet, a guess. */
  readonly weight: number;
  /** The commit that brought it. */
  readonly commit?: string;
  /** The lines that count; absent: all. */
  readonly added?: readonly LineRange[];
}

/** The line that a credential stands on, harmless: everything secret is redacted, nothing controls a terminal. */
export interface Excerpt {
  readonly before: string;
  /** What stands in place of the credential. */
  readonly mark: string;
  readonly after: string;
}

/** A finding as it is put out. The secret itself is not in it. */
export interface Found {
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly provider: string;
  readonly type: string;
  readonly surface: string;
  readonly slot: Slot;
  readonly server: string | null;
  readonly key: string | null;
  readonly confidence: Confidence;
  readonly fingerprint: string;
  readonly redacted: string;
  readonly commit: string | null;
  /** Of a JSON Web Token only. */
  readonly jwt: FoundJwt | null;
  /** What to write instead, where that is known. */
  readonly replacement: string | null;
  /** Only when it was asked for. */
  readonly excerpt: Excerpt | null;
}

/** Why a text was not scanned. */
export type Gap = 'too large' | 'unreadable' | 'missing';

/** What came of some items. */
export interface Outcome {
  readonly found: readonly Found[];
  /** Texts and bytes that were read. */
  readonly files: number;
  readonly bytes: number;
  readonly gaps: readonly { readonly gap: Gap; readonly path: string }[];
}

/** What every scanner needs to know; crosses to threads. */
export interface Settings {
  /** The 32 bytes that fingerprints are made with. */
  readonly key: Uint8Array;
  /** Report findings of low confidence as well. */
  readonly all: boolean;
  /** Columns for excerpts; 0: make none. */
  readonly excerptWidth: number;
  /** Where git reads blobs; absent: in the repository of the working directory. */
  readonly repository?: string;
}
