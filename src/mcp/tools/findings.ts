import { z } from 'zod';
import { CHECKS } from '../../governance/checks.ts';
import { FRAME_ORDER } from '../../governance/frames.ts';
import { sayHit } from '../../governance/sentence.ts';
import { SUBJECT_KINDS } from '../../governance/subject.ts';
import { listFindings, type FindingRow } from '../../views/findings.ts';
import { ASKED, NEXT, PAGE_SIZE } from './shapes.ts';
import { defineTool } from './tool.ts';

const BY_ID = new Map(CHECKS.map((check) => [check.id, check]));

const FINDING = z.object({
  id: z.uuid(),
  check: z.string(),
  title: z.string().optional(),
  says: z.string().optional(),
  remedy: z.string().optional(),
  mapsTo: z
    .array(z.string())
    .describe('Entries of OWASP NHI, Agentic and MCP, and NIST AI RMF. To map is not to comply.'),
  subject: z.enum(SUBJECT_KINDS),
  name: z.string(),
  repository: z.string().nullable(),
  severity: ASKED.severity,
  owners: z.array(z.string()),
  openedAt: z.iso.datetime(),
  closedAt: z.iso.datetime().nullable(),
  accepted: z
    .object({ reason: z.string(), owner: z.string(), by: z.string(), until: z.string() })
    .nullable()
    .describe('Who accepted it until when, and why.'),
});

/** A finding with what its check says of it; one of a check that an older Rekey had says less. */
function withCheck(finding: FindingRow): object {
  const check = BY_ID.get(finding.check);
  if (!check) return { ...finding, mapsTo: [] };
  const { title, remedy, frames } = check;
  const says = sayHit(check, finding.facts, (text) => text);
  return { ...finding, title, remedy, says, mapsTo: FRAME_ORDER.flatMap((frame) => [...frames[frame]]) };
}

const listTool = defineTool({
  name: 'list_findings',
  title: 'List findings of the checks',
  description:
    'Lists what the governance checks find in credentials, Actions secrets, MCP servers, jobs and environments: no owner, too long-lived, shared, unpinned and so on, with the remedy of each.',
  input: z.strictObject({
    check: z
      .enum(CHECKS.map(({ id }) => id))
      .optional()
      .describe('Id of a check.'),
    subject: z.enum(SUBJECT_KINDS).optional(),
    severity: ASKED.severity.optional(),
    owner: ASKED.owner.optional(),
    noOwner: z.boolean().optional().describe('Only those of which nobody is known to be the owner.'),
    repository: ASKED.repository.optional(),
    state: z.enum(['open', 'accepted', 'closed']).default('open'),
    cursor: ASKED.cursor.optional(),
  }),
  output: z.object({ findings: z.array(FINDING), next: NEXT }),
  async run({ db, viewer }, { noOwner, owner, ...asked }) {
    const filter = { ...asked, owner: noOwner ? 'nobody' : owner };
    const { rows, next } = await listFindings(db, viewer, filter, PAGE_SIZE);
    return { findings: rows.map(withCheck), next };
  },
  says: ({ findings, next }) =>
    `${findings.length} findings${next === undefined ? '' : ', and there are more'}.`,
});

export const FINDING_TOOLS = [listTool];
