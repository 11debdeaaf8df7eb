import { credentialName } from '../../detect/credential-name.ts';
import { readIncidentReport } from '../../inventory/read-reports.ts';
import type { IncidentReport, TimelineEntry } from '../../inventory/report.ts';
import { isEnded } from '../../inventory/state.ts';
import { saysOf } from '../../jobs/decide/form.ts';
import { withPlan } from '../../jobs/revoke/with-plan.ts';
import { elapsed } from '../../respond/words/count.ts';
import { eventName, TIMELINE_WORDS } from '../../respond/words/events.ts';
import { STATE_WORDS } from '../../respond/words/states.ts';
import { maySeeIncident } from '../../views/incidents.ts';
import { readUses } from '../../views/uses.ts';
import { abilitiesSection } from '../abilities-section.ts';
import { decisionForms } from '../decision-forms.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { badge, number, stateBadge, withCode } from '../parts.ts';
import type { PageRequest } from '../request.ts';
import { usesSection } from '../uses-graph.ts';

function places({ exposures, exposureCount }: IncidentReport): Html {
  return html`<section class="card">
    <h2>Where it was seen (${number(exposureCount)})</h2>
    <ul>
      ${exposures.map(
        ({ repository, place, commit, path, startLine }) =>
          html`<li>
            <code>${repository.owner}/${repository.name}</code>
            ${place === undefined ? html`at <code>${commit.slice(0, 12)}</code>` : place.kind}:
            <code>${path}</code> line ${startLine}
          </li>`,
      )}
    </ul>
    ${exposureCount > exposures.length ? html`<p class="quiet">The first ${exposures.length} are shown.</p>` : ''}
  </section>`;
}

function timeline(entries: readonly TimelineEntry[], id: string): Html {
  const start = entries[0]?.at.getTime() ?? 0;
  return html`<section class="card">
    <h2>Timeline</h2>
    <ol class="timeline">
      ${entries.map(
        ({ at, event, http, person }) =>
          html`<li>
            <time class="quiet" datetime="${at.toISOString()}"
              >${at.toISOString().replace('T', ' ').replace('Z', '')}</time
            >
            <span class="quiet">+${elapsed(at.getTime() - start)}</span>
            <span>
              <b>${withCode(eventName(event))}</b>${http === undefined ? '' : TIMELINE_WORDS.answered(http)}
              ${person === undefined ? '' : html`by <code>${person}</code>`}
            </span>
          </li>`,
      )}
    </ol>
    <p class="more small"><a href="/audit?incident=${id}">All that the audit trail says of it</a></p>
  </section>`;
}

function standing(report: IncidentReport): Html {
  const { state, explanation, rotateUrl, urgent, provider, fingerprint } = report;
  const { meaning, todo } = STATE_WORDS[state];
  return html`<section class="card ${isEnded(state) ? '' : 'warn'}">
    <p>
      ${stateBadge(state)} ${urgent && !isEnded(state) ? badge('Urgent', 'open') : ''} ${withCode(meaning)}
    </p>
    ${explanation === undefined ? '' : html`<p>${explanation}</p>`}
    <p><b>What to do:</b> ${withCode(todo)}</p>
    ${
      rotateUrl === undefined
        ? ''
        : html`<p>Rotate it here: <a rel="noreferrer" href="${rotateUrl}">${rotateUrl}</a></p>`
    }
    <dl class="facts">
      <dt>Provider</dt>
      <dd>${provider}</dd>
      <dt>Fingerprint</dt>
      <dd><code>${fingerprint}</code></dd>
    </dl>
  </section>`;
}

/** One credential: how it stands, what it could do, where it is used, what happened; undefined for who may not see it. */
export async function incidentPage(
  { context, session, query }: PageRequest,
  id: string,
): Promise<Html | undefined> {
  const { db, jobs } = context;
  if (!(await maySeeIncident(db, session.viewer, id))) return undefined;
  const read = await readIncidentReport(db, id);
  if (!read) return undefined;
  const report = jobs ? await withPlan(jobs, read) : read;
  const uses = await readUses(db, session.viewer, id);
  const said = saysOf(query['said'] ?? '');
  const name = credentialName(report);
  return page(
    name,
    html`<p><a href="/incidents">Incidents</a></p>
      <h1>${name} <code>${report.redacted}</code></h1>
      ${said === undefined ? '' : html`<p class="card said" role="status"><b>${withCode(said)}</b></p>`}
      ${standing(report)} ${decisionForms(report, session.token)} ${abilitiesSection(report)}
      ${usesSection(uses)} ${places(report)} ${timeline(report.timeline, id)}`,
    { at: '/incidents', session },
  );
}
