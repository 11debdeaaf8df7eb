import { createHash } from 'node:crypto';
import type { IncidentReport } from '../../inventory/report.ts';
import { isPending } from '../../inventory/state.ts';

/** How long a private repository's report waits for the revocation to end before it says that it is under way. */
export const GRACE_SECONDS = 10;

/**
 * True while a report would be premature. On a public repository a report is an advertisement: it waits until the
 * revocation has ended, however it ended and however long it takes.
 *
 * @param atLatest the grace of a private repository is over
 */
export function mustWait(
  incidents: readonly Pick<IncidentReport, 'state'>[],
  options: { readonly private: boolean; readonly atLatest: boolean },
): boolean {
  return incidents.some((incident) => isPending(incident.state)) && !(options.private && options.atLatest);
}

/** Tells whether what is about to be published differs from what was published last. */
export function digestOf(rendered: object): string {
  return createHash('sha256').update(JSON.stringify(rendered)).digest('hex');
}
