import { plain } from '../base/plain.ts';
import type { BackfillReport } from '../jobs/backfill/read-backfills.ts';

const EVERY_MS = 5000;

function line(reports: readonly BackfillReport[]): string {
  const ended = reports.filter(
    ({ state }) => !['waiting', 'fetching', 'scanning', 'reading'].includes(state),
  );
  const current = reports.find(({ state }) => ['fetching', 'scanning', 'reading'].includes(state));
  const findings = reports.reduce((sum, report) => sum + report.findings, 0);
  const of = `${ended.length} of ${reports.length} repositories read, ${findings} places with a credential`;
  if (!current) return of;
  const { repository, state, done, total } = current;
  const files = total === null ? '' : ` ${done} of ${total} files`;
  return `${of}; ${plain(repository)}: ${state}${files}`;
}

/** Makes a function that says how far it is: over and over in one line on a terminal, else a line now and then. */
export function showBackfills(stream: NodeJS.WriteStream): (reports: readonly BackfillReport[]) => void {
  let last = '';
  let next = 0;
  return (reports) => {
    const text = line(reports);
    const states = reports.map(({ state }) => state).join();
    if (stream.isTTY) stream.write(`\r\u{1b}[K${text}`);
    else if (states !== last || performance.now() > next) stream.write(`${text}\n`);
    else return;
    if (states === last && !stream.isTTY) next = performance.now() + EVERY_MS;
    last = states;
  };
}
