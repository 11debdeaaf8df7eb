import { CHECKS } from '../../governance/checks.ts';
import { durationText } from '../../policy/deadlines.ts';
import { DEFAULT_GOVERNANCE, type Policy } from '../../policy/policy.ts';
import { code } from '../markdown.ts';

const NAMES_MAX = 5;

const HYGIENE = {
  issues: 'What the checks of the register find is told its owners once a week.',
  dashboard: 'What the checks of the register find stands in the dashboard only.',
  off: 'The register is not checked.',
} as const;

function names(ids: readonly string[]): string {
  const shown = ids.slice(0, NAMES_MAX).map((id) => code(id, 80));
  return `${shown.join(', ')}${ids.length > NAMES_MAX ? ` and ${ids.length - NAMES_MAX} more` : ''}`;
}

const KNOWN = new Set(CHECKS.map(({ id }) => id));

/** What a change of `governance` means, one sentence for each of its keys. */
export function governanceWords(before: Policy, after: Policy): readonly string[] {
  const old = before.governance ?? DEFAULT_GOVERNANCE;
  const now = after.governance ?? DEFAULT_GOVERNANCE;
  const off = now.off.filter((id) => KNOWN.has(id) && !old.off.includes(id));
  const on = old.off.filter((id) => !now.off.includes(id));
  const unknown = now.off.filter((id) => !KNOWN.has(id));
  return [
    ...(old.hygiene === now.hygiene ? [] : [`\`governance.hygiene\`: ${HYGIENE[now.hygiene]}`]),
    ...(old.maxTokenSeconds === now.maxTokenSeconds
      ? []
      : [`\`governance.max_token_ttl\`: a token may live for ${durationText(now.maxTokenSeconds)}.`]),
    ...(old.maxAgeSeconds === now.maxAgeSeconds
      ? []
      : [
          `\`governance.max_age\`: a static credential is to be rotated after ${durationText(now.maxAgeSeconds)}.`,
        ]),
    ...(old.unusedSeconds === now.unusedSeconds
      ? []
      : [
          `\`governance.unused_after\`: a credential counts as unused after ${durationText(now.unusedSeconds)}.`,
        ]),
    ...(unknown.length > 0
      ? [`\`governance.checks\`: no check is called ${names(unknown)}; docs/governance.md lists them.`]
      : []),
    ...(off.length > 0 ? [`\`governance.checks\`: no longer made: ${names(off)}.`] : []),
    ...(on.length > 0 ? [`\`governance.checks\`: made again: ${names(on)}.`] : []),
  ];
}
