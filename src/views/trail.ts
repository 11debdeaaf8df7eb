import { z } from 'zod';
import { readTrail, type TrailCursor, type TrailEntry } from '../audit/read-trail.ts';
import type { Database } from '../store/database.ts';
import type { Page } from './cursor.ts';
import { chainsOf } from './installations.ts';
import type { Viewer } from './viewer.ts';

const PAGE_SIZE = 50;
const DAY_MS = 86_400_000;
const short = z.string().trim().min(1).max(100);
const day = z.iso.date().optional().catch(undefined);

/** `2026-01-02T03:04:05.000006Z_17` */
const CURSOR = /^(?<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)_(?<id>\d{1,15})$/;

/** What the trail can be narrowed by; what is not understood is left out. */
export const TrailQuery = z.object({
  /** `@login`, `operator`, `rekey`, `broker` or `github` */
  actor: short.optional().catch(undefined),
  event: short.optional().catch(undefined),
  incident: z.uuid().optional().catch(undefined),
  installation: z.coerce.number().int().min(0).optional().catch(undefined),
  /** UTC days; both belong to the period. */
  since: day,
  until: day,
  cursor: z.string().regex(CURSOR).optional().catch(undefined),
});
export type TrailQuery = z.infer<typeof TrailQuery>;

function readCursor(text: string | undefined): TrailCursor | undefined {
  const { at, id } = CURSOR.exec(text ?? '')?.groups ?? {};
  return at === undefined || id === undefined ? undefined : { at, id: Number(id) };
}

const start = (text: string) => new Date(`${text}T00:00:00Z`);

/** The moment at which a day begins, and the one after its end. */
export function periodOf({ since, until }: Pick<TrailQuery, 'since' | 'until'>) {
  return {
    ...(since === undefined ? {} : { since: start(since) }),
    ...(until === undefined ? {} : { until: new Date(start(until).getTime() + DAY_MS) }),
  };
}

/** The part of the audit trail that a viewer may see, newest first. */
export async function listTrail(
  db: Database,
  viewer: Viewer,
  query: TrailQuery,
  size: number = PAGE_SIZE,
): Promise<Page<TrailEntry>> {
  const { actor, event, incident, installation } = query;
  const chains = await chainsOf(db, viewer);
  const { entries, next } = await readTrail(
    db,
    {
      installations: installation === undefined ? chains : chains.filter((id) => id === installation),
      actor,
      event,
      incident,
      ...periodOf(query),
    },
    { size, after: readCursor(query.cursor) },
  );
  return { rows: entries, ...(next ? { next: `${next.at}_${next.id}` } : {}) };
}
