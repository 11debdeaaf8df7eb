import { TAKES } from '../github/command.ts';
import type { IncidentReport } from '../inventory/report.ts';
import { planSentence } from '../respond/words/plan.ts';
import { DECISION_FORM, verbsFor, type FormVerb } from '../jobs/decide/form.ts';
import { html, type Html } from './html.ts';
import { withCode } from './parts.ts';

/** Who may decide, besides whoever runs this Rekey. */
function who({ approvers, repository }: NonNullable<IncidentReport['approval']>): Html {
  if (approvers.length === 0)
    return html`whoever has the permission <code>admin</code> on
      <code>${repository.owner}/${repository.name}</code>`;
  return html`${approvers.map((approver, index) => html`${index > 0 ? ', ' : ''}<code>${approver}</code>`)}`;
}

function fields(verb: FormVerb): Html | '' {
  const takes = TAKES[verb];
  if (takes === 'nothing') return '';
  if (takes === 'owner')
    return html`<label>${DECISION_FORM.ownerName} <input name="owner" required maxlength="140" /></label>`;
  return html`<label>${DECISION_FORM.reason} <input name="reason" required maxlength="300" /></label> ${
      takes === 'risk'
        ? html`<label class="date">${DECISION_FORM.until} <input type="date" name="until" required /></label>`
        : ''
    }`;
}

function form(action: string, token: string, verb: FormVerb, isMain: boolean): Html {
  return html`<form method="post" action="${action}" aria-label="${DECISION_FORM[verb]}">
    <input type="hidden" name="token" value="${token}" />
    ${fields(verb)}
    <button name="verb" value="${verb}" class="${isMain ? 'main' : ''}">${DECISION_FORM[verb]}</button>
  </form>`;
}

/** The forms by which people decide about an incident as it stands; empty where there is nothing to say. */
export function decisionForms(report: IncidentReport, token: string): Html | '' {
  const { state, approval, plan, id } = report;
  // Over what the broker itself holds back its own operator decides.
  if (state === 'approval_needed' && !approval) return '';
  const [first, ...others] = verbsFor(state);
  if (first === undefined) return '';
  const action = `/incidents/${id}/decision`;
  const main = approval ? [first, ...others.filter((verb) => verb === 'decline')] : [];
  const rest = [first, ...others].filter((verb) => !main.includes(verb));
  return html`<section class="card">
    <h2>${DECISION_FORM.heading}</h2>
    ${approval ? html`<p>It waits for a person: ${who(approval)}, on GitHub or here.</p>` : ''}
    ${plan ? html`<p>${withCode(planSentence(plan))}</p>` : ''}
    <div class="forms">${main.map((verb) => form(action, token, verb, verb === 'approve'))}</div>
    ${
      rest.length === 0
        ? ''
        : html`<details>
            <summary>${main.length > 0 ? 'Something else' : 'What you can say about it'}</summary>
            <div class="forms">${rest.map((verb) => form(action, token, verb, false))}</div>
          </details>`
    }
  </section>`;
}
