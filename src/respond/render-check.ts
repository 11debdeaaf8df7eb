import type { CheckReport } from '../inventory/report.ts';
import { annotateCheck } from './annotate.ts';
import { checkButtons } from './check-buttons.ts';
import { countCredentials, groupCredentials } from './group-credentials.ts';
import type { RenderedCheck, ReplacementFor } from './rendered.ts';
import { summarizeCheck } from './summarize-check.ts';
import { checkTitle, type CheckCounts } from './words/check.ts';

function conclude(report: CheckReport, counts: CheckCounts): RenderedCheck['conclusion'] {
  // Green is only what is dead: a person's word that nothing needs to be done lets the change pass, and is no proof.
  if (counts.leaked === 0) return counts.setAside > 0 ? 'neutral' : 'success';
  // A dead credential fails the check as well: its line must be replaced before the change is merged.
  return report.mode === 'enforce' ? 'failure' : 'neutral';
}

/**
 * The content of the check run of one head commit. In a public repository a credential that is not proved dead gets
 * neutral words: no path, no line, no kind.
 */
export function renderCheck(report: CheckReport, replacementFor: ReplacementFor): RenderedCheck {
  const credentials = groupCredentials(report);
  const counts = countCredentials(report, credentials);
  const actions = checkButtons(report, credentials);
  return {
    conclusion: conclude(report, counts),
    title: checkTitle(counts),
    summary: summarizeCheck(report, credentials, replacementFor),
    annotations: annotateCheck(report, credentials, replacementFor),
    ...(actions.length > 0 ? { actions } : {}),
  };
}
