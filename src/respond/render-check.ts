import type { CheckReport } from '../inventory/report.ts';
import { annotateCheck } from './annotate.ts';
import { countCredentials, groupCredentials } from './group-credentials.ts';
import type { RenderedCheck, ReplacementFor } from './rendered.ts';
import { APPROVE_BUTTON } from './words/approval.ts';
import { summarizeCheck } from './summarize-check.ts';
import { checkTitle, type CheckCounts } from './words/check.ts';

function conclude(report: CheckReport, counts: CheckCounts): RenderedCheck['conclusion'] {
  if (counts.leaked === 0) return 'success';
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
  // Where the public reads, a button would show that something there is alive.
  const waits = credentials.some(({ incident, hidden }) => incident.approval !== undefined && !hidden);
  return {
    conclusion: conclude(report, counts),
    title: checkTitle(counts),
    summary: summarizeCheck(report, credentials, replacementFor),
    annotations: annotateCheck(report, credentials, replacementFor),
    ...(waits ? { actions: [APPROVE_BUTTON] } : {}),
  };
}
