import type { IncidentReport } from '../../inventory/report.ts';
import { eventName } from '../../respond/words/events.ts';

/** What happened to a credential, with each event in plain English. */
export const timelineOf = ({ timeline }: IncidentReport): readonly object[] =>
  timeline.map((entry) => ({ ...entry, says: eventName(entry.event) }));

/** Where it was seen. */
export const placesOf = ({ exposures }: IncidentReport): readonly object[] =>
  exposures.map(({ repository, place, path, startLine }) => ({
    repository: `${repository.owner}/${repository.name}`,
    public: !repository.private,
    kind: place?.kind ?? 'file',
    path,
    line: startLine,
  }));
