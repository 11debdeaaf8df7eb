import type { Measured, Setting } from './measure.ts';

/** A number with as many digits as it can bear. */
const rounded = (value: number) => Number(value.toPrecision(value < 10 ? 2 : 3));

/** The figures of one scanner, as the table and `--json` both give them. */
export function figures(result: Measured, setting: Setting) {
  const found = result.secrets.filter((secret) => secret.found).length;
  return {
    found,
    missed: result.secrets.length - found,
    wrong: result.wrong,
    plantedSeconds: rounded(result.plantedSeconds),
    cleanReports: result.cleanReports,
    cleanSeconds: rounded(result.cleanSeconds),
    cpuSeconds: rounded(result.cpuSeconds),
    megabytesPerSecond: rounded(setting.clean.bytes / 1e6 / result.cleanSeconds),
    peakMegabytes: Math.round(result.peakMegabytes),
  };
}

type Figure = keyof ReturnType<typeof figures>;

/** The column of each figure. */
export const HEADS: Readonly<Record<Figure, string>> = {
  found: 'found',
  missed: 'missed',
  wrong: 'wrong',
  plantedSeconds: 'seconds (A)',
  cleanReports: 'reports (B)',
  cleanSeconds: 'seconds (B)',
  cpuSeconds: 'CPU s (B)',
  megabytesPerSecond: 'MB/s (B)',
  peakMegabytes: 'peak MB (B)',
};

/** A part of a whole in whole percents. */
export const percent = (part: number, whole: number): number => Math.round((100 * part) / whole);

/** The kind of file: what stands before the colon in the name of a surface. */
const familyOf = (surface: string) => surface.split(':', 1)[0] ?? surface;

/** How many credentials one scanner found of each kind of file, and how many there are. */
export function byFamily({ secrets }: Measured): ReadonlyMap<string, { found: number; planted: number }> {
  const families = Map.groupBy(secrets, ({ surface }) => familyOf(surface));
  return new Map(
    [...families].map(([family, here]) => [
      family,
      { found: here.filter(({ found }) => found).length, planted: here.length },
    ]),
  );
}
