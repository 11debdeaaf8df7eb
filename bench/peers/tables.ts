import { absent } from './all-peers.ts';
import { shellCommand } from './command.ts';
import type { Measured, NotMeasured, Setting } from './measure.ts';
import { withoutNetwork } from './run-measured.ts';

type Result = Measured | NotMeasured;
type Row = readonly (string | number)[];

/** A number with as many digits as it can bear. */
const rounded = (value: number) => Number(value.toPrecision(value < 10 ? 2 : 3));
const percent = (part: number, whole: number) => (whole === 0 ? '' : `${Math.round((100 * part) / whole)}%`);
const table = (head: readonly string[], rows: readonly Row[]) =>
  [head, head.map((_, index) => (index === 0 ? ':--' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
const isMeasured = (result: Result): result is Measured => 'secrets' in result;

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

const HEAD = [
  'scanner',
  'found',
  'missed',
  'wrong',
  'seconds (A)',
  'reports (B)',
  'seconds (B)',
  'CPU s (B)',
  'MB/s (B)',
  'peak MB (B)',
];

function mainTable(results: readonly Result[], setting: Setting): string {
  const rows = results.map((result) =>
    isMeasured(result)
      ? [result.peer.name, ...Object.values(figures(result, setting))]
      : [result.peer.name, result.reason, ...HEAD.slice(2).map(() => '')],
  );
  return table(HEAD, rows);
}

/** The kind of file: what stands before the colon in the name of a surface. */
const familyOf = ({ surface }: { readonly surface: string }) => surface.split(':', 1)[0] ?? surface;

function familyTable(results: readonly Result[]): string {
  const measured = results.filter(isMeasured);
  const families = [...new Set(measured.flatMap(({ secrets }) => secrets.map(familyOf)))].sort();
  const rows = families.map((family) => {
    const here = measured.map(({ secrets }) => secrets.filter((secret) => familyOf(secret) === family));
    const shares = here.map((secrets) =>
      percent(secrets.filter(({ found }) => found).length, secrets.length),
    );
    return [family, here[0]?.length ?? 0, ...shares];
  });
  return table(['kind of file', 'planted', ...measured.map(({ peer }) => peer.name)], rows);
}

function peerTable(results: readonly Result[]): string {
  const rows = results.map(({ peer }) => [
    peer.name,
    peer.version,
    peer.licence,
    peer.package ? `${peer.package.registry}: \`${peer.package.names.join(' ')}\`` : 'this checkout',
    `\`${shellCommand(peer)}\``,
    peer.note ?? '',
  ]);
  return table(['scanner', 'version', 'licence', 'from', 'command', 'note'], rows).replaceAll('--:', ':--');
}

/** The whole report as Markdown; it holds counts and names, never a value. */
export function report(results: readonly Result[], setting: Setting, machine: string): string {
  const { planted, clean } = setting;
  return [
    `Measured on ${new Date().toISOString().slice(0, 10)}, ${machine}${withoutNetwork.length > 0 ? ', in a network namespace without any network' : ''}.`,
    `Tree A: ${planted.files} generated files (seed ${planted.seed}), ${megabytes(planted.bytes)} MB, ${planted.secrets.length} places of planted credentials. Tree B: ${clean.files} text files of real packages, ${megabytes(clean.bytes)} MB; its reports were not examined one by one.`,
    mainTable(results, setting),
    'Found on tree A, by kind of file:',
    familyTable(results),
    'Versions and commands:',
    peerTable(results),
    'Not to be had on the machine of the measurement:',
    Object.entries(absent)
      .map(([name, reason]) => `- ${name}: ${reason}.`)
      .join('\n'),
  ].join('\n\n');
}
