import type { ProviderRecord } from '../record.ts';

/** Why a credential is left alone whose id nobody registered, and who can change that. */
export const NOT_REGISTERED =
  'Nothing of the value shows which entry at the provider it is, and the operator of the broker has not registered it: see docs/broker.md, Registered credentials.';

/** One sentence for people per way in which a record's run ends. Our words only, never the provider's. */
export function wordsFor({ name, noun, blast }: ProviderRecord) {
  const what = `the ${noun ?? 'token'}`;
  const siblings = BLAST[blast];
  return {
    alreadyInactive: `${name} already refused ${what} before anything was done.`,
    revoked: `${name} revoked ${what} and now refuses it.${siblings}`,
    disabled: `${name} disabled ${what} and now refuses it; its owner can enable it again there for as long as nobody deletes it.`,
    stillAccepted: `${name} accepted the revocation, but nothing yet proves that ${what} is dead: it will be tried again.`,
    notProvable: `${name} accepted the revocation, but offers no way to prove that ${what} is dead: its owner should look there as well.`,
    unpaired: `${name} refuses ${what} together with the name that stands beside it, and was never seen to take the two. If that name is another's, ${what} may live: look at ${name} whether it does.`,
    unmarked: `${name} refuses ${what}, and was never seen to take it. Nothing of the value shows who issued it, only the name that it was found under: if that is wrong, ${what} may live elsewhere. Look whose it is.`,
    mismatched: `${name} knows the name that stands beside ${what}, and does not take the two for a pair: ${what} may live under another name. Look at ${name} whose it is.`,
    refused: `${name} did not accept the revocation: the owner of ${what} must delete it on the page given.`,
    notFound: `${name} does not show which entry is ${what}, so nothing was touched: its owner must delete it on the page given.`,
    limited: `${name}'s limit for revocations is used up: it will be tried again when ${name} allows.`,
    unavailable: `${name} gave no usable answer to the revocation: it will be tried again.`,
    closed: `${name} could not be asked.`,
    unknownHere: `No place of ${name} that is known here accepts ${what}: it may belong to a server that the operator has not listed.`,
    dryRun: `A dry run: ${name} would accept the revocation of ${what}. Nothing was changed.`,
    noDryRun: `${name} offers no dry run, so all that is known is that ${what} lives.`,
    notReversible: `${name} offers no way to disable ${what} that can be undone.`,
  } as const;
}

const BLAST: Readonly<Record<ProviderRecord['blast'], string>> = {
  token: '',
  grant: ' What was issued with it under the same consent died too.',
  installation: ' Everything else of the same installation died too.',
  all_user_tokens: " Its user's other tokens died too.",
};
