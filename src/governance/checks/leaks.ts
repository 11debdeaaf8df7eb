import { defineCheck, type Check } from '../check.ts';
import { daysBetween } from '../measure.ts';
import type { CredentialRecord, Leaks } from '../records.ts';

/** A broker has accepted a revocation, and so long it may take to show. */
const PROOF_MS = 600_000;

function openLeak(record: CredentialRecord, kind: keyof Leaks) {
  const places = record.leaks[kind];
  return record.ended || places === 0 ? undefined : { facts: { credential: record.name, places } };
}

/** What stands in the open, and what became of it. */
export const LEAKS: readonly Check[] = [
  defineCheck({
    id: 'leak-content',
    subjects: ['credential'],
    title: 'Credential in a file',
    severity: 'critical',
    says: '{credential} stands in {places|place|places} of files that anybody who can read the repository can read.',
    remedy: 'Revoke it, then refer to it by name; its incident says how.',
    frames: {
      nhi: ['NHI2:2025'],
      agentic: ['ASI03'],
      mcp: ['MCP01:2025'],
      aiRmf: ['MANAGE 4.3'],
    },
    isIncident: true,
    test: (record) => openLeak(record, 'content'),
  }),
  defineCheck({
    id: 'leak-workflow',
    subjects: ['credential'],
    title: 'Credential in a workflow',
    severity: 'critical',
    says: '{credential} is written out in {places|place|places} of workflows or their logs.',
    remedy: 'Revoke it and put its successor into a secret of the environment that needs it.',
    frames: {
      nhi: ['NHI2:2025', 'NHI6:2025'],
      agentic: [],
      mcp: ['MCP01:2025'],
      aiRmf: ['MANAGE 4.3'],
    },
    isIncident: true,
    test: (record) => openLeak(record, 'workflow'),
  }),
  defineCheck({
    id: 'leak-variable',
    subjects: ['credential'],
    title: 'Credential in an Actions variable',
    severity: 'critical',
    says: '{credential} is the value of {places|variable|variables}, {everywhere} of them visible to every repository of the organisation. Variables are shown to whoever can read the settings and are not masked in logs.',
    remedy: 'Revoke it and move its successor into a secret.',
    frames: {
      nhi: ['NHI2:2025', 'NHI6:2025'],
      agentic: [],
      mcp: ['MCP01:2025'],
      aiRmf: ['MANAGE 4.3'],
    },
    isIncident: true,
    test(record) {
      const hit = openLeak(record, 'variable');
      return hit && { facts: { ...hit.facts, everywhere: record.leaks.organisationVariable } };
    },
  }),
  defineCheck({
    id: 'revoke-unverified',
    subjects: ['credential'],
    title: 'Revocation was accepted but not proved',
    severity: 'critical',
    says: 'The issuer accepted the revocation of {credential}, and {days|day|days} later nothing shows that it is dead.',
    remedy: 'Look at the provider’s page whether it still exists, and remove it there.',
    frames: { nhi: [], agentic: [], mcp: [], aiRmf: ['MANAGE 2.4', 'MANAGE 4.3'] },
    isIncident: true,
    test(record, { now }) {
      const waited = now.getTime() - record.stateSince.getTime();
      if (record.state !== 'accepted_unverified' || waited < PROOF_MS) return undefined;
      return { facts: { credential: record.name, days: daysBetween(record.stateSince, now) } };
    },
  }),
  defineCheck({
    id: 'reintroduced',
    subjects: ['credential'],
    title: 'A dead credential was committed again',
    severity: 'low',
    says: '{credential} was proved dead and has come back since. It opens nothing, but somebody still works with it.',
    remedy: 'Take it out of the place that brings it back.',
    frames: { nhi: ['NHI2:2025'], agentic: [], mcp: [], aiRmf: [] },
    test: (record) => (record.reintroduced ? { facts: { credential: record.name } } : undefined),
  }),
];
