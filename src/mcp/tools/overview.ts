import { z } from 'zod';
import { readTrends } from '../../views/findings.ts';
import { listInstallations } from '../../views/installations.ts';
import { readOverview } from '../../views/overview.ts';
import { defineTool } from './tool.ts';

const DAY_MS = 86_400_000;

const DAY = z.object({
  day: z.string(),
  opened: z.number(),
  dead: z.number(),
  medianSeconds: z.number().nullable().describe('From the finding to the proof of death, of half of them.'),
  open: z.number(),
});

const overview = defineTool({
  name: 'overview',
  title: 'Overview',
  description:
    'How many credentials were found, are proved dead, are open, wait for a person and are overdue, day by day; and how many findings of each check are open. Begin here.',
  input: z.strictObject({ days: z.number().int().min(1).max(90).default(14) }),
  output: z.object({
    organisations: z.array(z.string()).describe('What you see all of.'),
    found: z.number(),
    dead: z.number(),
    open: z.number(),
    waiting: z.number(),
    overdue: z.number(),
    days: z.array(DAY).describe('UTC days, oldest first.'),
    checks: z.array(z.object({ check: z.string(), open: z.number(), accepted: z.number() })),
  }),
  async run({ db, viewer, now }, { days }) {
    const since = new Date(now.getTime() - (days - 1) * DAY_MS);
    const organisations = (await listInstallations(db, viewer)).map(({ owner }) => owner);
    return {
      organisations,
      ...(await readOverview(db, viewer, since, now)),
      checks: await readTrends(db, viewer, since),
    };
  },
  says: ({ found, dead, open, waiting, overdue }) =>
    `${found} found, ${dead} proved dead, ${open} open, of which ${waiting} wait for a person and ${overdue} are overdue.`,
});

export const OVERVIEW_TOOLS = [overview];
