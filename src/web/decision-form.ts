import { DECISION_FORM } from '../jobs/decide/form.ts';
import type { IncidentReport } from '../inventory/report.ts';
import { html, type Html } from './html.ts';

/** Who may decide, besides whoever sees this page. */
function who({ approvers, repository }: NonNullable<IncidentReport['approval']>): Html {
  if (approvers.length === 0)
    return html`whoever has the permission <code>admin</code> on
      <code>${repository.owner}/${repository.name}</code>`;
  return html`${approvers.map((approver, index) => html`${index > 0 ? ', ' : ''}<code>${approver}</code>`)}`;
}

/** The form by which the operator decides; empty where nothing waits for it. Works without scripts. */
export function decisionForm(report: IncidentReport, token: string): Html | '' {
  if (!report.approval) return '';
  const action = `/incidents/${report.id}/decision`;
  return html`<h2>${DECISION_FORM.heading}</h2>
    <p>It waits for a person: ${who(report.approval)}, on GitHub, or you, here.</p>
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <button name="verb" value="approve">${DECISION_FORM.approve}</button>
    </form>
    <form method="post" action="${action}">
      <input type="hidden" name="token" value="${token}" />
      <label>${DECISION_FORM.reason} <input name="reason" required maxlength="300" /></label>
      <button name="verb" value="decline">${DECISION_FORM.decline}</button>
    </form>`;
}
