import { z } from 'zod';
import { readHeads } from '../../audit/read-chain.ts';
import { credentialName } from '../../detect/credential-name.ts';
import { recordReading } from '../../inventory/readings.ts';
import { eventName } from '../../respond/words/events.ts';
import {
  listEvidence,
  readEvidenceNumbers,
  type EvidencePeriod,
  type EvidenceRow,
} from '../../views/evidence.ts';
import { listExceptions } from '../../views/exceptions.ts';
import { FindingFilter, listFindings } from '../../views/findings.ts';
import { chainsOf, listInstallations } from '../../views/installations.ts';
import { periodOf } from '../../views/trail.ts';
import { checkOf, sentenceOf } from '../finding-rows.ts';
import { html, type Html } from '../html.ts';
import { page } from '../page.ts';
import { day, duration, field, moment, number, stateBadge, table, withCode } from '../parts.ts';
import type { PageRequest } from '../request.ts';
import { readerOf } from '../session.ts';

const PATH = '/report';
const MAX_INCIDENTS = 500;
const MAX_FINDINGS = 500;
const DAYS = 90;

const Query = z.object({
  since: z.iso.date().optional().catch(undefined),
  until: z.iso.date().optional().catch(undefined),
});

const utcDay = (date: Date): string => date.toISOString().slice(0, 10);

/** What proves the end of an incident, and where that stands; or that nothing does. */
function proofLine({ deadAt, proof, http, seq, createdAt }: EvidenceRow): Html {
  if (deadAt === null || proof === null) return html`Not proved dead.`;
  const after = duration((deadAt.getTime() - createdAt.getTime()) / 1000);
  return html`${withCode(eventName(proof))}, ${moment(deadAt)}, ${after} after it was found.
  ${http === null ? '' : html`The issuer answered HTTP ${http}.`}
  ${seq === null ? 'Being sealed.' : `Audit number ${seq}.`}`;
}

function incidentRow(row: EvidenceRow): Html {
  return html`<tr>
    <td>${moment(row.createdAt)}</td>
    <th scope="row">
      <a href="/incidents/${row.id}">${credentialName(row)}</a> <code>${row.redacted}</code>
    </th>
    <td>${row.repository === null ? '–' : html`<code>${row.repository}</code>`}</td>
    <td>${stateBadge(row.state)}</td>
    <td>${proofLine(row)}</td>
  </tr>`;
}

function titleOf({ since, until }: EvidencePeriod): string {
  return `Evidence from ${utcDay(since)} to ${utcDay(new Date(until.getTime() - 1))}`;
}

async function headsOf({ context: { db }, session }: PageRequest) {
  const chains = await chainsOf(db, session.viewer);
  return (await readHeads(db, new Date(0))).filter(({ installation }) => chains.includes(installation));
}

/** What a period came to, with the proof of each incident and the heads of the audit chain: to be printed. */
export async function reportPage(request: PageRequest): Promise<Html> {
  const { context, session, query } = request;
  const { db } = context;
  const { viewer } = session;
  const now = new Date();
  const asked = Query.parse(query);
  const given = periodOf(asked);
  const period = {
    since: given.since ?? new Date(Date.parse(utcDay(now)) - DAYS * 86_400_000),
    until: given.until ?? now,
  };
  const filters = Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  const reading = { event: 'report_opened', what: 'report', filters } as const;
  await recordReading(db, { ...reading, by: readerOf(session), installations: viewer.installations });
  const [numbers, incidents, findings, exceptions, heads, installations] = await Promise.all([
    readEvidenceNumbers(db, viewer, period),
    listEvidence(db, viewer, period, { size: MAX_INCIDENTS }),
    listFindings(db, viewer, FindingFilter.parse({}), MAX_FINDINGS),
    listExceptions(db, viewer),
    headsOf(request),
    listInstallations(db, viewer),
  ]);
  const owners = new Map(installations.map(({ id, owner }) => [id, owner]));
  const left = numbers.found - incidents.length;
  return page(
    titleOf(period),
    html`<h1>${titleOf(period)}</h1>
      <section class="card screen" aria-label="Period">
        <form class="filters" method="get" action="${PATH}">
          ${field('From', 'since', utcDay(period.since), { type: 'date' })}
          ${field('To', 'until', asked.until ?? utcDay(now), { type: 'date' })}
          <button class="main">Show</button>
        </form>
        <p class="small">Print this page, or save it as PDF, with your browser.</p>
      </section>
      <p>
        Of ${installations.map(({ owner }) => owner).join(', ') || 'no organisation'}, made ${moment(now)} UTC
        for ${session.person ? html`<code>@${session.person.login}</code>` : 'whoever runs this Rekey'}. The
        numbers count what was found in the period, as it stands now.
      </p>
      <ul class="numbers">
        <li><b>${number(numbers.found)}</b> found</li>
        <li class="good"><b>${number(numbers.dead)}</b> proved dead</li>
        <li><b>${number(numbers.open)}</b> open</li>
        <li><b>${number(numbers.dismissed)}</b> dismissed by a person</li>
        <li><b>${duration(numbers.medianSeconds)}</b> half were dead within</li>
        <li><b>${duration(numbers.slowSeconds)}</b> 95 of 100 were dead within</li>
      </ul>
      <section class="card">
        <h2>Incidents</h2>
        ${table('Oldest first', ['Found', 'Credential', 'Repository', 'State', 'Proof'], incidents.map(incidentRow), 'None was found.')}
        ${left > 0 ? html`<p>${number(left)} more are in the export of the incidents.</p>` : ''}
      </section>
      <section class="card">
        <h2>Open findings of the register</h2>
        ${table(
          'As they stand now, newest first',
          ['Check', 'Finding', 'Repository', 'Since'],
          findings.rows.map(
            (finding) =>
              html`<tr>
                <td>${checkOf(finding.check)?.title ?? finding.check}</td>
                <th scope="row">${sentenceOf(finding)}</th>
                <td>${finding.repository === null ? '–' : html`<code>${finding.repository}</code>`}</td>
                <td>${day(finding.openedAt)}</td>
              </tr>`,
          ),
          'None is open.',
        )}
        ${findings.next === undefined ? '' : html`<p>There are more; the export of the findings has all.</p>`}
      </section>
      <section class="card">
        <h2>Exceptions</h2>
        ${table(
          'What was accepted and until when',
          ['Check', 'About', 'Why', 'Who answers for it', 'Accepted by', 'Last day'],
          exceptions.map(
            (one) =>
              html`<tr>
                <th scope="row">${checkOf(one.check)?.title ?? one.check}</th>
                <td>${one.name ?? '–'}</td>
                <td>${one.reason}</td>
                <td><code>${one.owner}</code></td>
                <td>${one.by}</td>
                <td>${day(new Date(one.endsAt.getTime() - 1))}</td>
              </tr>`,
          ),
          'There are none.',
        )}
      </section>
      <section class="card">
        <h2>Audit chain</h2>
        <p>
          Whoever keeps these heads can tell with <code>rekey audit verify</code> whether what stands before
          them was changed later.
        </p>
        ${table(
          'The head of each chain',
          ['Chain', { numbers: 'Number' }, 'Hash', 'Sealed'],
          heads.map(
            ({ installation, seq, hash, at }) =>
              html`<tr>
                <th scope="row">
                  ${owners.get(installation) ?? (installation === 0 ? 'Rekey itself' : installation)}
                </th>
                <td class="num">${seq}</td>
                <td><code>${hash}</code></td>
                <td>${moment(at)}</td>
              </tr>`,
          ),
          'Nothing is sealed yet.',
        )}
      </section>`,
    { at: PATH, session },
  );
}
