import type { TrailRow } from './chain.ts';

/** What a spreadsheet may take for a formula: OWASP, "CSV Injection". */
const FORMULA = /^[=+\-@\t\r]/;
const BREAKS = /[\r\n]+/g;

/** One cell: quoted, on one line, and text even where it begins like a formula. */
export function csvCell(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const line = value.replace(BREAKS, ' ');
  return `"${(FORMULA.test(line) ? `'${line}` : line).replaceAll('"', '""')}"`;
}

const COLUMNS = [
  ['installation', 'installation'],
  ['number', 'seq'],
  ['when', 'at'],
  ['who', 'actor'],
  ['github_id', 'actorId'],
  ['what', 'event'],
  ['subject', 'subject'],
  ['subject_id', 'subjectId'],
  ['incident', 'incident'],
  ['http_status', 'http'],
  ['why', 'why'],
] as const satisfies readonly (readonly [string, keyof TrailRow])[];

/** The first line (RFC 4180). */
export const CSV_HEAD: string = `${[...COLUMNS.map(([name]) => name), 'hash'].join(',')}\r\n`;

/** A row of the trail as a line that a spreadsheet shows and does not obey. */
export function csvLine(row: TrailRow, hash: string): string {
  return `${[...COLUMNS.map(([, field]) => csvCell(row[field])), csvCell(hash)].join(',')}\r\n`;
}
