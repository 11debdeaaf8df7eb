import type { Broker, LeakedCredential, Outcome, Trust } from '../../broker/broker.ts';

/** Providers whose adapter has no dry run of its own; only a look at the credential is taken. */
const LOOK_ONLY = new Set(['mcp']);

const WORDS = new Map<boolean | null, string>([
  [
    true,
    'A dry run: the credential lives, and its authorization server would be asked to revoke it. Nothing was changed.',
  ],
  [false, 'A dry run: the credential is no longer accepted, so nothing would be done.'],
  [null, 'A dry run: whether the credential lives is not known. Nothing was changed.'],
]);

/** Says what would be done and changes nothing. */
export async function dryRun(
  broker: Broker,
  credential: LeakedCredential,
  trust: Trust,
  signal: AbortSignal,
): Promise<Outcome> {
  if (!LOOK_ONLY.has(credential.provider)) {
    return { ...(await broker.revoke(credential, trust, { action: 'dry_run', signal })), dryRun: true };
  }
  const description = await broker.describe?.(credential, trust, { signal });
  return {
    state: 'accepted_unverified',
    adapter: 'dry-run',
    evidence: [],
    explanation: WORDS.get(description?.active ?? null) ?? '',
    dryRun: true,
  };
}
