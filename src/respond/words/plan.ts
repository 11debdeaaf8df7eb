import type { PlanReport } from '../../inventory/report.ts';
import { code, plain } from '../markdown.ts';

const MAX_ORIGINS = 5;
/** Of a check run; the issues have each in full. */
const MAX_SENTENCES = 3;

const DOES: Readonly<Record<PlanReport['action'], { readonly would: string; readonly has: string }>> = {
  revoke: { would: 'revoke it', has: 'has it revoked' },
  disable: { would: 'disable it', has: 'has it disabled' },
  remove_client: { would: 'remove its OAuth client', has: 'has its OAuth client removed' },
  manual: { would: '', has: '' },
  unsupported: { would: '', has: '' },
  untrusted: { would: '', has: '' },
  nothing: { would: '', has: '' },
};

/** What is said where nothing would be done. */
const NOTHING: Partial<Record<PlanReport['action'], string>> = {
  manual: 'Rekey could not end it: only a person can, where it was issued.',
  unsupported: 'Rekey could not end it: no way is known.',
  untrusted: 'Rekey could not end it: its issuer is not in the policy.',
  nothing: 'There is nothing to end: it says of itself that it has expired.',
};

const DIES: Readonly<Record<NonNullable<PlanReport['blast']>, string>> = {
  token: 'Nothing else dies with it.',
  grant: 'What was issued with it under the same consent dies too.',
  installation: 'Everything else of the same installation dies too.',
  all_user_tokens: "Its user's other tokens die too.",
  client: 'Every token of that client dies too.',
};

const NEEDS: Readonly<Record<NonNullable<PlanReport['needs']>, string>> = {
  own_right: 'This needs the right to end itself; without it only a person can.',
  operator: "This needs the operator's credential at the broker; without it only a person can.",
};

function undoing({ reversible, pageUrl }: PlanReport): string {
  if (!reversible) return 'That cannot be undone.';
  const where = pageUrl === undefined ? '' : ` at ${code(pageUrl, 200)}`;
  return `Its owner can undo that${where} until it is deleted.`;
}

/** Where the value would go. A request may be signed with it and not hold it. */
function destinations({ sentTo, remote, action }: PlanReport): string {
  const way = remote ? 'It would go to your broker, encrypted, and there be' : 'It would be';
  const shown = sentTo.slice(0, MAX_ORIGINS).map((origin) => code(origin, 200));
  if (shown.length === 0) return `${way} used nowhere.`;
  const more = sentTo.length > MAX_ORIGINS ? ` and ${sentTo.length - MAX_ORIGINS} more` : '';
  const why = NOTHING[action] === undefined ? '' : ', to see whether it lives,';
  return `${way} used at ${shown.join(', ')}${more}${why} and nowhere else.`;
}

/** What would be done, in a few sentences. */
export function planSentence(plan: PlanReport): string {
  const { why, action, provider, needs, blast, remote } = plan;
  const decides = remote ? ['Your broker decides, and may know more.'] : [];
  const nothing = NOTHING[action];
  if (nothing !== undefined) return [nothing, destinations(plan), ...decides].join(' ');
  const { would, has } = DOES[action];
  const at = provider === undefined ? 'at its authorization server' : `at ${plain(provider)}`;
  return [
    why === 'observe' ? `Rekey would ${would} ${at} at once.` : `Approving ${has} ${at}.`,
    undoing(plan),
    ...(blast ? [DIES[blast]] : []),
    ...(needs ? [NEEDS[needs]] : []),
    destinations(plan),
    ...decides,
  ].join(' ');
}

/** The section of an issue. */
export function planSection(plan: PlanReport): readonly string[] {
  const hint =
    plan.why === 'observe' && plan.dryRun
      ? [
          'The provider can be asked whether it would accept that: with `dry_run: true` in the policy Rekey does.',
        ]
      : [];
  const heading = plan.why === 'observe' ? 'What Rekey would do' : 'What approving does';
  return [`### ${heading}`, planSentence(plan), ...hint];
}

/** The sentences of a check run, each once. */
export function planSentences(plans: readonly PlanReport[]): readonly string[] {
  return [...new Set(plans.map((plan) => planSentence(plan)))].slice(0, MAX_SENTENCES);
}
