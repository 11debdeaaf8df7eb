import type { Secret } from '../../base/secret.ts';
import { detect, formats, type Finding, type Text } from '../../detect/index.ts';
import { describeRedacted } from '../../detect/redact.ts';

/** GitHub's names of providers that are not ours. */
const ALIASES: readonly (readonly [start: string, provider: string])[] = [
  ['hugging_face', 'huggingface'],
  ['google', 'gcp'],
  ['amazon', 'aws'],
];

const NOWHERE = { start: 0, end: 0, startLine: 1, startColumn: 1, endLine: 1, endColumn: 1 } as const;

function providerOf(secretType: string): string {
  const alias = ALIASES.find(([start]) => secretType.startsWith(start));
  if (alias) return alias[1];
  const known = formats.find(({ provider }) => secretType.startsWith(`${provider.replaceAll('-', '_')}_`));
  return known?.provider ?? 'unknown';
}

/** What GitHub calls it, where nothing of ours knows the value. */
function byName(secret: Secret, secretType: string): Finding {
  const type = secretType.replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '');
  return {
    secret,
    span: NOWHERE,
    provider: providerOf(secretType),
    type: type === '' ? 'generic-key' : type,
    surface: 'text',
    slot: 'text',
    confidence: 'high',
    redacted: describeRedacted(secret.reveal().length),
  };
}

/** What a text says of a value: its place, and the server that it belongs to. */
export function findValue(text: Text, secret: Secret): Finding | undefined {
  const value = secret.reveal();
  return detect(text, { all: true }).find((finding) => finding.secret.reveal() === value);
}

/** The more is known of its server the better: an opaque bearer can be revoked only there. */
const worth = ({ serverUrl, server, slot }: Finding): number =>
  (serverUrl === undefined ? 0 : 4) + (server === undefined ? 0 : 2) + (slot === 'text' ? 0 : 1);

/**
 * What is known of a secret that GitHub reports: the most telling of the places where it was found, else by its own form,
 * else by GitHub's name for it.
 *
 * @param seen what texts that hold it say of it
 */
export function identify(secret: Secret, secretType: string, seen: readonly Finding[]): Finding {
  const [best] = seen.toSorted((a, b) => worth(b) - worth(a));
  const bare = best ?? findValue({ path: 'secret.txt', content: secret.reveal() }, secret);
  const finding = bare ?? byName(secret, secretType);
  // GitHub is sure, so a doubtful look of ours is no reason to hide it.
  return finding.confidence === 'low' ? { ...finding, confidence: 'high' } : finding;
}
