import { relative, resolve } from 'node:path';
import type { Report } from './peer.ts';

/** A credential that the generator put into a tree. */
export interface Planted {
  /** Relative to the tree. */
  readonly path: string;
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
  /** The bare value, and the value as written where it is encoded or escaped. */
  readonly values: readonly string[];
  readonly surface: string;
}

/** How a scanner did on a tree with planted credentials. */
export interface Grade {
  /** One for each credential of each file, in the order of their first places. */
  readonly secrets: readonly { readonly surface: string; readonly found: boolean }[];
  /** Places reported where nothing is planted. */
  readonly wrong: number;
}

const sameText = (text: string, value: string) => text.includes(value) || value.includes(text);

/** Generous: overlapping lines, and texts of which one holds the other, or neither text nor columns at all. */
function hits(report: Report, planted: Planted): boolean {
  const { line, endLine = line, startColumn, endColumn } = report;
  if (line > planted.endLine || endLine < planted.startLine) return false;
  if (line === planted.endLine && startColumn !== undefined && startColumn >= planted.endColumn) return false;
  if (endLine === planted.startLine && endColumn !== undefined && endColumn <= planted.startColumn)
    return false;
  const text = report.text?.trim();
  return !text || planted.values.some((value) => sameText(text, value));
}

/** Reports with their paths relative to the tree, as the planted ones are. */
export function relativeTo(reports: readonly Report[], tree: string): readonly Report[] {
  return reports.map((report) => ({ ...report, path: relative(tree, resolve(tree, report.path)) }));
}

const placeOf = ({ path, line }: Report) => `${path}\0${line}`;

/** How many different lines are reported. */
export const countPlaces = (reports: readonly Report[]): number => new Set(reports.map(placeOf)).size;

/** A value that stands more than once in a file is one secret of it: some scanners report each value once a file. */
export function grade(planted: readonly Planted[], reports: readonly Report[]): Grade {
  const reportsOf = Map.groupBy(reports, ({ path }) => path);
  const right = new Set<Report>();
  const secrets = [...Map.groupBy(planted, ({ path, values }) => `${path}\0${values[0]}`).values()].map(
    (group) => {
      const hitting = group.flatMap((place) =>
        (reportsOf.get(place.path) ?? []).filter((report) => hits(report, place)),
      );
      for (const report of hitting) right.add(report);
      return { surface: group[0]?.surface ?? '', found: hitting.length > 0 };
    },
  );
  // Several rules may report one line with other bounds: it is wrong only if none of them is right.
  const rightLines = new Set([...right].map(placeOf));
  return { secrets, wrong: countPlaces(reports.filter((report) => !rightLines.has(placeOf(report)))) };
}
