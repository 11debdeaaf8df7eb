import { absent } from './all-peers.ts';
import { shellCommand } from './command.ts';
import { byFamily, figures, HEADS, percent } from './figures.ts';
import type { Measured, NotMeasured, Setting } from './measure.ts';
import { peerWins } from './peer-wins.ts';
import { withoutNetwork } from './run-measured.ts';

type Result = Measured | NotMeasured;
type Row = readonly (string | number)[];

const table = (head: readonly string[], rows: readonly Row[]) =>
  [head, head.map((_, index) => (index === 0 ? ':--' : '--:')), ...rows]
    .map((row) => `| ${row.join(' | ')} |`)
    .join('\n');

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
const isMeasured = (result: Result): result is Measured => 'secrets' in result;

function mainTable(results: readonly Result[], setting: Setting): string {
  const head = ['scanner', ...Object.values(HEADS)];
  const rows = results.map((result) =>
    isMeasured(result)
      ? [result.peer.name, ...Object.values(figures(result, setting))]
      : [result.peer.name, result.reason, ...head.slice(2).map(() => '')],
  );
  return table(head, rows);
}

function familyTable(results: readonly Result[]): string {
  const measured = results.filter(isMeasured);
  const columns = measured.map(byFamily);
  const rows = [...(columns[0] ?? [])]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([family, { planted }]) => {
      const shares = columns.map((column) => `${percent(column.get(family)?.found ?? 0, planted)}%`);
      return [family, planted, ...shares];
    });
  return table(['kind of file', 'planted', ...measured.map(({ peer }) => peer.name)], rows);
}

const list = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');

/** Where a peer does better than Rekey, said plainly. */
function winsList(results: readonly Result[], setting: Setting): string {
  const measured = results.filter(isMeasured);
  const ours = measured.find(({ peer }) => !peer.package);
  if (!ours) return '- Rekey was not measured.';
  const wins = peerWins(
    ours,
    measured.filter((result) => result !== ours),
    setting,
  );
  return wins.length === 0 ? '- nowhere in these tables' : list(wins);
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
    'Where a peer beats Rekey (less is better in each of these):',
    winsList(results, setting),
    'Versions and commands:',
    peerTable(results),
    'Not to be had on the machine of the measurement:',
    list(Object.entries(absent).map(([name, reason]) => `${name}: ${reason}.`)),
  ].join('\n\n');
}
