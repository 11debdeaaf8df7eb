import type { Mistake, Score } from './score.ts';
import { precision, recall } from './score.ts';

const COLUMNS = [
  'files',
  'planted',
  'found',
  'missed',
  'span wrong',
  'false',
  'recall',
  'precision',
] as const;

/** Down, so that 1.000 means all. */
const share = (value: number) => (Math.floor(value * 1000) / 1000).toFixed(3);

const cells = (score: Score): readonly string[] => [
  ...[score.files, score.planted, score.found, score.missed, score.spanWrong, score.falsePositives].map(
    String,
  ),
  share(recall(score)),
  share(precision(score)),
];

/** One line for each surface, and the totals. */
export function tableOf(scores: ReadonlyMap<string, Score>, total: Score): string {
  const rows = [...scores.entries(), ['total', total] as const];
  const width = Math.max(...rows.map(([name]) => name.length));
  const line = (name: string, values: readonly string[]) =>
    `${name.padEnd(width)} ${values.map((value) => value.padStart(10)).join(' ')}`;
  return [line('surface', COLUMNS), ...rows.map(([name, score]) => line(name, cells(score)))].join('\n');
}

const AROUND = 90;

/** The line of a mistake, cut; the secret is masked unless asked for. All values are synthetic. */
function lineOf({ file: { content }, start, end }: Mistake, reveal: boolean): string {
  const from = Math.max(content.lastIndexOf('\n', start - 1) + 1, start - AROUND);
  const newline = content.indexOf('\n', end);
  const to = Math.min(newline === -1 ? content.length : newline, end + AROUND);
  const secret = reveal ? content.slice(start, end) : `«${end - start} characters»`;
  return content.slice(from, start) + secret + content.slice(end, to);
}

export function describeMistake(mistake: Mistake, reveal: boolean): string {
  const { kind, file, slot, key, planted, finding } = mistake;
  const wanted =
    reveal && kind === 'span wrong' && planted
      ? `\n    wanted ${file.content.slice(planted.start, planted.end)} = ${planted.value}`
      : '';
  const reported =
    reveal && finding
      ? `\n    reported as ${finding.provider}/${finding.type} ${finding.confidence} = ${finding.secret.reveal()}`
      : '';
  const server = planted?.server ? ` server ${planted.server}` : '';
  return `${kind}: ${file.surface} ${file.path} ${slot}${key ? ` ${key}` : ''}${server}\n    ${lineOf(mistake, reveal)}${wanted}${reported}`;
}
