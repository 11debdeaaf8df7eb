import type { IncidentState } from '../inventory/state.ts';

/** What an issue shows of its incident's state; `neutral` where nothing may be told. */
export type ShownState = IncidentState | 'neutral';

/**
 * The hidden first line by which an incident's issue is found again. Text from a repository is never at the start of a
 * body, so it cannot pretend to be one.
 */
export function incidentMarker(incidentId: string): string {
  return `<!-- rekey:incident:${incidentId.replace(/[^\w-]/g, '')} -->`;
}

const kindOf = (marker: string): string | undefined => /^<!-- rekey:([\w-]+):/.exec(marker)?.[1];

/**
 * Whether a body begins with a hidden line of ours that stands for something else: another kind of text, or another
 * incident. Of other kinds there is one at a time.
 */
export function isOtherMarker(body: string, marker: string): boolean {
  const { incident } = readMarkers(body);
  const kind = kindOf(incident);
  if (kind === undefined) return false;
  return kind !== kindOf(marker) || (kind === 'incident' && incident !== marker);
}

/** The incident that a body names in its first line, which anybody may have written. */
export function incidentIn(body: string): string | undefined {
  return /^<!-- rekey:incident:([0-9a-f-]{36}) -->\r?\n/.exec(body)?.[1];
}

/** The hidden second line: which state the issue tells, so that a repeated update sends no second comment. */
export function stateMarker(state: ShownState): string {
  return `<!-- rekey:state:${state} -->`;
}

/** The state that the second line of one of our own texts names; empty where it names none. */
export function shownIn(body: string): string {
  return /^<!-- rekey:state:(\w{1,40}) -->$/.exec(readMarkers(body).state)?.[1] ?? '';
}

/** The hidden last line of ours. What people write below it is theirs. */
const END = '<!-- rekey:end -->';

/** The text of ours with its last line; nothing inside can pretend to be that. */
export function closeText(ours: string): string {
  return `${ours.replaceAll('<!-- rekey:end', '<\u{200b}!-- rekey:end')}\n\n${END}`;
}

/** What people wrote below our last line; empty where there is nothing, or where they removed the line. */
export function textBelow(body: string): string {
  const lines = body.split(/\r?\n/);
  const end = lines.indexOf(END);
  return end === -1
    ? ''
    : lines
        .slice(end + 1)
        .join('\n')
        .trim();
}

/** The two hidden lines of a body, whatever they hold. Line ends may have become those of a browser. */
export function readMarkers(body: string): { readonly incident: string; readonly state: string } {
  const [incident = '', state = ''] = body.split(/\r?\n/, 2);
  return { incident, state };
}
