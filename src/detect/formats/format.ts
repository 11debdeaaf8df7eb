import type { Confidence } from '../finding.ts';
import {
  ALNUM,
  ANY_HEX,
  BASE32,
  BASE64,
  BASE64URL,
  DIGIT,
  HEX,
  LOWER_ALNUM,
  PADDING,
  UPPER_ALNUM,
  WORD,
  type CharacterClass,
} from './character-class.ts';

/** `min` to `max` characters of one class, taken greedily; or the literal text itself. */
export type Part =
  string | { readonly characters: CharacterClass; readonly min: number; readonly max: number };

/** Draws random text, so that examples of credentials are made when a test runs and stand in no file. */
export interface Sampler {
  digits(length: number): string;
  hex(length: number): string;
  upperAlnum(length: number): string;
  lowerAlnum(length: number): string;
  alnum(length: number): string;
  base64url(length: number): string;
  uuid(): string;
  /** A JSON Web Token (RFC 7519) with these claims and a random signature. */
  jwt(claims: Readonly<Record<string, unknown>>): string;
}

/**
 * The format of one type of credential: a literal prefix and fixed classes, checked in one forward pass, so that
 * matching is linear whatever the text is.
 */
export interface Format {
  /** Kebab-case id of the issuer. */
  readonly provider: string;
  /** Kebab-case id of the format, unique in the table. */
  readonly type: string;
  readonly confidence: Exclude<Confidence, 'low'>;
  /** Literal beginnings, at least 3 characters each. */
  readonly prefixes: readonly string[];
  /** What stands right before the prefix and belongs to the credential (the bot id of a Telegram token). */
  readonly lead?: Exclude<Part, string>;
  readonly body: readonly Part[];
  /** May follow the body. */
  readonly tail?: readonly Part[];
  /** A checksum in the token itself. A token that fails it was never issued. */
  readonly proof?: (token: string) => boolean;
  /** Further structure that the classes cannot express. */
  readonly accepts?: (token: string) => boolean;
  /** Its type is one that others issue as well, in forms of their own: a value of another form is not wrong. */
  readonly oneOfMany?: true;
  readonly example: (random: Sampler) => string;
  /** Look-alikes of this format that are no credentials. */
  readonly counterexamples?: (random: Sampler) => readonly string[];
}

const part =
  (characters: CharacterClass) =>
  (min: number, max: number = min): Exclude<Part, string> => ({ characters, min, max });

export const digits = part(DIGIT);
export const hex = part(HEX);
export const anyHex = part(ANY_HEX);
export const upperAlnum = part(UPPER_ALNUM);
export const lowerAlnum = part(LOWER_ALNUM);
export const alnum = part(ALNUM);
export const word = part(WORD);
export const base32 = part(BASE32);
export const base64 = part(BASE64);
export const base64url = part(BASE64URL);
export const padding = part(PADDING);

/** The five groups of a UUID (RFC 9562 section 4), lower case. */
export const UUID: readonly Part[] = [hex(8), '-', hex(4), '-', hex(4), '-', hex(4), '-', hex(12)];
