import { z } from 'zod';
import { STATE_WORDS } from '../../respond/words/states.ts';
import { listIncidents, readIncident } from '../../views/incidents.ts';
import { placesOf, timelineOf } from './incident-parts.ts';
import { ASKED, INCIDENT, NEXT, PAGE_SIZE, PLACES, TIMELINE } from './shapes.ts';
import { defineTool } from './tool.ts';

const listTool = defineTool({
  name: 'list_incidents',
  title: 'List incidents',
  description:
    'Lists incidents, each of one leaked credential, newest first: how it stands, for whom it waits, whether it is late.',
  input: z.strictObject({
    state: ASKED.state.optional(),
    severity: ASKED.severity.optional().describe('Of what waits for a person.'),
    provider: ASKED.word.optional(),
    repository: ASKED.repository.optional(),
    owner: ASKED.owner.optional(),
    search: ASKED.word.optional().describe('A part of the type, the server, or what is shown of the value.'),
    cursor: ASKED.cursor.optional(),
  }),
  output: z.object({ incidents: z.array(INCIDENT), next: NEXT }),
  async run({ db, viewer }, filter) {
    const { rows, next } = await listIncidents(db, viewer, filter, PAGE_SIZE);
    return { incidents: rows, next };
  },
  says: ({ incidents, next }) =>
    `${incidents.length} incidents${next === undefined ? '' : ', and there are more'}.`,
});

const getTool = defineTool({
  name: 'get_incident',
  title: 'One incident',
  description:
    'One incident: what its state means, what is left for a person to do, where the credential was seen, and its timeline with the proof of its death.',
  input: z.strictObject({ id: ASKED.id }),
  output: z.object({
    incident: INCIDENT,
    meaning: z.string(),
    todo: z.string(),
    explanation: z.string().optional(),
    places: PLACES,
    placeCount: z.number(),
    timeline: TIMELINE,
  }),
  async run({ db, viewer }, { id }) {
    const found = await readIncident(db, viewer, id);
    if (!found) return undefined;
    const { report, ...incident } = found;
    const { meaning, todo } = STATE_WORDS[report.state];
    const { explanation, exposureCount } = report;
    const parts = { places: placesOf(report), placeCount: exposureCount, timeline: timelineOf(report) };
    return { incident, meaning, todo, explanation, ...parts };
  },
  says: ({ incident, meaning }) => `One incident, ${incident.state}. ${meaning}`,
});

export const INCIDENT_TOOLS = [listTool, getTool];
