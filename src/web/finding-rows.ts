import type { Check } from '../governance/check.ts';
import { CHECKS } from '../governance/checks.ts';
import { entriesOf, FRAME_NAMES, FRAME_ORDER, type FrameName } from '../governance/frames.ts';
import { sayHit } from '../governance/sentence.ts';
import type { FindingRow } from '../views/findings.ts';
import { html, type Html } from './html.ts';
import { day, names, severityBadge } from './parts.ts';

const BY_ID: ReadonlyMap<string, Check> = new Map(CHECKS.map((check) => [check.id, check]));

/** A check by its id; undefined for one that an older Rekey had. */
export const checkOf = (id: string): Check | undefined => BY_ID.get(id);

/** The sentence of a finding. What is filled in comes from repositories: it is escaped where it is shown. */
export function sentenceOf({ check, facts }: Pick<FindingRow, 'check' | 'facts'>): string {
  const known = checkOf(check);
  return known ? sayHit(known, facts, (text) => text) : check;
}

/** The entries of a frame to which a check maps. */
function mapped({ frames }: Check, frame: FrameName): readonly string[] {
  const ids: readonly string[] = frames[frame];
  return entriesOf(frame).flatMap(([id, title]) => (ids.includes(id) ? [`${id} ${title}`] : []));
}

/** To which entries of which frames a check maps. */
export function framesOf(check: Check): Html {
  return html`<dl class="facts">
    ${FRAME_ORDER.map((frame) => ({ frame, entries: mapped(check, frame) }))
      .filter(({ entries }) => entries.length > 0)
      .map(
        ({ frame, entries }) =>
          html`<dt>${FRAME_NAMES[frame]}</dt>
            <dd>${entries.join('; ')}</dd>`,
      )}
  </dl>`;
}

function acceptForm({ id, owners }: FindingRow, token: string): Html {
  return html`<details>
    <summary>Accept it until a day<span class="vh">: ${id}</span></summary>
    <form class="inline" method="post" action="/findings/${id}/accept">
      <input type="hidden" name="token" value="${token}" />
      <label>Why <input name="reason" required maxlength="300" /></label>
      <label
        >Who answers for it <input name="owner" required maxlength="140" value="${owners[0] ?? ''}"
      /></label>
      <label>Last day, a year from now at most <input type="date" name="until" required /></label>
      <button>Accept</button>
    </form>
  </details>`;
}

/** A finding in a table. */
export function findingRow(finding: FindingRow, token: string): Html {
  const { check, subject, name, repository, severity, owners, openedAt, closedAt, accepted } = finding;
  const known = checkOf(check);
  return html`<tr>
    <td>${severityBadge(severity)}</td>
    <th scope="row">
      <a href="/checks?check=${check}">${known?.title ?? check}</a>
      <p>${sentenceOf(finding)}</p>
      ${known ? html`<p class="small"><b>Remedy:</b> ${known.remedy}</p>` : ''}
      ${
        accepted
          ? html`<p class="small quiet">
              Accepted by ${accepted.by} until ${day(new Date(new Date(accepted.until).getTime() - 1))},
              ${accepted.owner} answers for it: ${accepted.reason}
            </p>`
          : ''
      }
      ${closedAt || accepted || known?.isIncident ? '' : acceptForm(finding, token)}
    </th>
    <td>${name} <span class="small quiet">${subject}</span></td>
    <td>${repository === null ? '–' : html`<code>${repository}</code>`}</td>
    <td>${names(owners, 2)}</td>
    <td>${day(openedAt)}${closedAt ? html` to ${day(closedAt)}` : ''}</td>
  </tr>`;
}
