import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** A part of a message and its value, such as `@method` and `GET`. */
export type Component = readonly [name: string, value: string];

/** What `Signature-Input` says of the only signature of a message. */
export interface SignatureInput {
  readonly label: string;
  /** Names of the components that are signed, in their order. */
  readonly covered: readonly string[];
  /** Parameters by name: integers as they are written, strings without their quotes. */
  readonly params: ReadonlyMap<string, string>;
  /** All of it behind the label, exactly as it arrived: it is signed in this form. */
  readonly text: string;
}

const STRING = String.raw`"[^"\\]*"`;
const LABEL = String.raw`[a-z*][a-z0-9_.*-]*`;
const INPUT = new RegExp(
  `^(${LABEL})=(\\((${STRING}(?: ${STRING})*)?\\)((?:;[a-z][a-z0-9_.*-]*=(?:${STRING}|\\d{1,15}))*))$`,
);
const MAX_LENGTH = 2000;

/**
 * Reads a `Signature-Input` with one signature whose components have no parameters of their own. Undefined for anything
 * else: what is read otherwise by others is no proof.
 */
export function readSignatureInput(text: string): SignatureInput | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  const [, label, signed, names = '', rest = ''] = INPUT.exec(text) ?? [];
  if (label === undefined || signed === undefined) return undefined;
  const covered = [...names.matchAll(/"([^"]*)"/g)].map(([, name = '']) => name);
  const found = [...rest.matchAll(/;([^=]+)=(?:"([^"]*)"|(\d+))/g)];
  const params = new Map(
    found.map(([, name = '', word, number]): [string, string] => [name, word ?? number ?? '']),
  );
  const isRepeated = params.size < found.length || new Set(covered).size < covered.length;
  return isRepeated ? undefined : { label, covered, params, text: signed };
}

/**
 * The text that is signed: a line for each component, and one for what is covered and the parameters. RFC 9421,
 * section 2.5.
 *
 * @param params the list of names and the parameters, as `Signature-Input` has them
 */
function signatureBase(components: readonly Component[], params: string): string {
  return [...components, ['@signature-params', params] as const]
    .map(([name, value]) => `"${name}": ${value}`)
    .join('\n');
}

/** The value of `Signature` for these components: `hmac-sha256`, RFC 9421 section 3.3.3. */
export function signComponents(
  key: Buffer,
  components: readonly Component[],
  { label, text }: Pick<SignatureInput, 'label' | 'text'>,
): string {
  const code = createHmac('sha256', key).update(signatureBase(components, text)).digest('base64');
  return `${label}=:${code}:`;
}

/** Compares a `Signature` with the one that is wanted, in the same time whatever it is. */
export function isSignature(given: string, wanted: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(wanted)];
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The value of `Content-Digest`, RFC 9530; a message without a body has the digest of nothing. */
export function contentDigest(body: string | Uint8Array): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}
