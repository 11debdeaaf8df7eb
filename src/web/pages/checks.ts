import { CHECKS } from '../../governance/checks.ts';
import { SUBJECT_KINDS } from '../../governance/subject.ts';
import { SEVERITIES } from '../../policy/severity.ts';
import { SEVERITY_NAMES } from '../../respond/words/severity.ts';
import { listExceptions, type ExceptionRow } from '../../views/exceptions.ts';
import { FindingFilter, listFindings, readTrends, type CheckTrend } from '../../views/findings.ts';
import { spark } from '../chart.ts';
import { checkOf, findingRow, framesOf } from '../finding-rows.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { day, exportLinks, field, number, pager, select, table } from '../parts.ts';
import type { PageRequest } from '../request.ts';
import { findingSays } from '../receive-finding.ts';

const PATH = '/checks';
const TREND_DAYS = 90;
const STATES = [
  ['accepted', 'Accepted'],
  ['closed', 'Closed'],
] as const;

function trendRow({ check, open, accepted, days }: CheckTrend): Html {
  const counts = days.map((one) => one.open);
  const summary = `${counts[0] ?? 0} open at first, ${counts.at(-1) ?? 0} at last`;
  return html`<tr>
    <th scope="row"><a href="/checks?check=${check}">${checkOf(check)?.title ?? check}</a></th>
    <td class="num">${number(open)}</td>
    <td class="num">${number(accepted)}</td>
    <td>${spark(counts, summary)}</td>
  </tr>`;
}

/** Each exception with the form that takes it back. */
function exceptionRow(
  { id, check, name, repository, reason, owner, by, madeAt, endsAt }: ExceptionRow,
  token: string,
): Html {
  return html`<tr>
    <th scope="row">${checkOf(check)?.title ?? check}</th>
    <td>${name ?? '–'} ${repository === null ? '' : html`<br /><code>${repository}</code>`}</td>
    <td>${reason}</td>
    <td><code>${owner}</code></td>
    <td>${by}, ${day(madeAt)}</td>
    <td>${day(new Date(endsAt.getTime() - 1))}</td>
    <td>
      <form method="post" action="/exceptions/${id}/end">
        <input type="hidden" name="token" value="${token}" />
        <button>Take back<span class="vh"> the exception for ${name ?? check}</span></button>
      </form>
    </td>
  </tr>`;
}

function aboutCheck(id: string | undefined): Html | '' {
  const check = id === undefined ? undefined : checkOf(id);
  if (!check) return '';
  return html`<section class="card">
    <h2>${check.title}</h2>
    <p><b>Remedy:</b> ${check.remedy}</p>
    <h3>Maps to</h3>
    ${framesOf(check)}
  </section>`;
}

function filters({ check, subject, severity, owner, repository, state }: FindingFilter): Html {
  return html`<section class="card" aria-label="Filters">
    <form class="filters" method="get" action="${PATH}" role="search">
      ${select(
        'Check',
        'check',
        'All checks',
        CHECKS.map(({ id, title }) => [id, title] as const),
        check,
      )}
      ${select('State', 'state', 'Open', STATES, state)}
      ${select(
        'Severity',
        'severity',
        'Any',
        SEVERITIES.map((one) => [one, SEVERITY_NAMES[one]] as const),
        severity,
      )}
      ${select(
        'About',
        'subject',
        'Anything',
        SUBJECT_KINDS.map((one) => [one, one] as const),
        subject,
      )}
      ${field('Owner', 'owner', owner, { like: '@org/team or nobody' })}
      ${field('Repository', 'repository', repository, { like: 'owner/name' })}
      <button class="main">Filter</button>
      <a class="button" href="${PATH}">Show all</a>
    </form>
  </section>`;
}

/** What the checks of the register find, how that went over time, and what was accepted. */
export async function checksPage({ context, session, query }: PageRequest): Promise<Html> {
  const { db } = context;
  const { viewer, token } = session;
  const filter = FindingFilter.parse(query);
  const since = new Date(Date.now() - TREND_DAYS * 86_400_000);
  const [trends, { rows, next }, exceptions] = await Promise.all([
    filter.check === undefined ? readTrends(db, viewer, since) : [],
    listFindings(db, viewer, filter),
    filter.check === undefined ? listExceptions(db, viewer) : [],
  ]);
  const said = findingSays(query['said']);
  const findings = rows.map((finding) => findingRow(finding, token));
  return page(
    'Checks',
    html`<h1>Checks of the register</h1>
      ${said === undefined ? '' : html`<p class="card said" role="status"><b>${said}</b></p>`}
      ${aboutCheck(filter.check)}
      ${
        filter.check === undefined
          ? html`<section class="card">
              <h2>Open findings by check</h2>
              ${table(
                `Open now, and on each of the last ${TREND_DAYS} days`,
                ['Check', { numbers: 'Open' }, { numbers: 'Accepted' }, 'Trend'],
                trends.map(trendRow),
                'No check has found anything.',
              )}
            </section>`
          : ''
      }
      ${filters(filter)}
      <section class="card">
        <h2>Findings</h2>
        ${table('Newest first', ['Severity', 'Finding', 'About', 'Repository', 'Owner', 'Since'], findings, 'No finding fits.')}
        ${pager(PATH, filter, next)} ${rows.length > 0 ? exportLinks('findings', filter) : ''}
      </section>
      ${
        exceptions.length === 0
          ? ''
          : html`<section class="card">
              <h2>Exceptions</h2>
              ${table(
                'What was accepted, those that end first at the top',
                [
                  'Check',
                  'About',
                  'Why',
                  'Who answers for it',
                  'Accepted by',
                  'Last day',
                  html`<span class="vh">Take back</span>`,
                ],
                exceptions.map((one) => exceptionRow(one, token)),
              )}
            </section>`
      }`,
    { at: PATH, session },
  );
}
