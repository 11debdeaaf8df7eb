import type { Logger } from 'pino';
import type { AuditEntry } from '../../inventory/audit.ts';

/** Writes what happened to an incident to the log, after it was committed: ids, states and times, nothing else. */
export function logIncident(log: Logger, incidentId: string, entries: readonly AuditEntry[]): void {
  for (const { event, at = new Date(), http } of entries) {
    log.info(
      { incident: incidentId, step: event, at: at.toISOString(), ...(http === undefined ? {} : { http }) },
      'incident',
    );
  }
}
