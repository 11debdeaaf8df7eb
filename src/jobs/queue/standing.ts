import { v7 as uuid } from 'uuid';

/**
 * What tells people of findings, one job for each credential: it stands behind what finds credentials and ends them, or a
 * stranger's hundred made-up tokens would keep the next push waiting.
 */
const BEHIND: ReadonlySet<string> = new Set([
  'report-issue',
  'follow-up',
  'suggest-fixes',
  'fix-branch',
  'remind',
  'call-webhook',
]);

/** Whether a job stands behind all others of its lane, by its kind or because whoever makes it says so. */
export const standsBehind = (data: object, behind: boolean | undefined): boolean =>
  behind ?? ('kind' in data && typeof data.kind === 'string' && BEHIND.has(data.kind));

/** Of a lane's jobs that it has fetched together pg-boss runs the one with the smallest id, whatever their priority. */
const LAST = 'f';

/** The id of a new job: in the order of their making, and after all others for one that stands behind. */
export function newJobId(behind: boolean): string {
  const id = uuid();
  return behind ? `${LAST}${id.slice(1)}` : id;
}

/** For pg-boss, which takes what is higher first. */
export const priorityOf = (behind: boolean): number => (behind ? -1 : 0);
