import { buffer } from 'node:stream/consumers';
import { RekeyError } from '../base/errors.ts';
import { redactKnownFormats } from '../detect/index.ts';
import type { Item, Outcome, Settings } from './item.ts';
import { createNotes, type Notes } from './output/notes.ts';
import type { Options, Subject } from './options.ts';
import { GUTTER } from './output/plain-text.ts';
import { scanAll } from './scan-all.ts';
import { readScanKey } from './scan-key.ts';
import { createScanner, MAX_BYTES } from './scanner.ts';

const MIN_COLUMNS = 40;
const MAX_COLUMNS = 240;
const COLUMNS_OF_A_FILE = 120;

async function listItems(
  subject: Exclude<Subject, { kind: 'stdin' }>,
  notes: Notes,
): Promise<AsyncIterable<Item> | readonly Item[]> {
  // What a kind does not need is not loaded: the start of the process is most of a small scan.
  if (subject.kind === 'paths')
    return (await import('./files/list-paths.ts')).listPaths(subject.paths, notes);
  if (subject.kind === 'history')
    return (await import('./git/list-history.ts')).listHistory(subject.folder, (sentence) =>
      notes.say(sentence),
    );
  const { listRange, listStaged } = await import('./git/list-added.ts');
  return subject.kind === 'range' ? listRange(subject.range, subject.paths) : listStaged(subject.paths);
}

async function scanInput(path: string, settings: Settings): Promise<Outcome> {
  const bytes = await buffer(process.stdin);
  if (bytes.length > MAX_BYTES)
    throw new RekeyError('TOO_LARGE', 'Standard input is larger than 64 MB: scan it in parts.');
  const item: Item = { path, place: path, source: { blob: '' }, weight: bytes.length };
  const found = createScanner(settings).scanContent(item, bytes);
  return { found, files: 1, bytes: bytes.length, gaps: [] };
}

async function scanSubject({ subject, jobs }: Options, settings: Settings, notes: Notes): Promise<Outcome> {
  if (subject.kind === 'stdin') return scanInput(subject.path, settings);
  const { showProgress } = await import('./output/progress.ts');
  const progress = showProgress(process.stderr);
  try {
    return await scanAll(await listItems(subject, notes), settings, jobs, progress.add);
  } finally {
    progress.end();
  }
}

function isColored({ noColor }: Options): boolean {
  return process.stdout.isTTY && !noColor && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb';
}

async function format(outcome: Outcome, options: Options, isLasting: boolean): Promise<string> {
  if (options.format === 'json') return (await import('./output/format-json.ts')).formatJson(outcome.found);
  if (options.format === 'sarif')
    return (await import('./output/format-sarif.ts')).formatSarif(outcome.found, isLasting);
  return (await import('./output/format-text.ts')).formatText(outcome, isColored(options));
}

/** Writes everything; a reader that has gone away (`| head`) is no error. */
function write(text: string): Promise<void> {
  return new Promise((written, failed) => {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') written();
      else failed(error);
    });
    process.stdout.write(text, () => written());
  });
}

/** Scans what the options say, prints what was found, and returns the exit code. */
export async function runScan(options: Options): Promise<number> {
  const { key, isLasting } = readScanKey(process.env);
  const { subject, all } = options;
  const columns = Math.min(Math.max(process.stdout.columns || COLUMNS_OF_A_FILE, MIN_COLUMNS), MAX_COLUMNS);
  const excerptWidth = options.format === 'text' ? columns - GUTTER : 0;
  const settings: Settings = {
    key,
    all,
    excerptWidth,
    ...(subject.kind === 'history' ? { repository: subject.folder } : {}),
  };
  const notes = createNotes(redactKnownFormats);
  const outcome = await scanSubject(options, settings, notes);
  for (const { gap, path } of outcome.gaps) notes.gap(gap, path);
  await write(await format(outcome, options, isLasting));
  for (const line of notes.lines()) process.stderr.write(`rekey: ${line}\n`);
  if (outcome.found.length > 0) return 1;
  return notes.isIncomplete() ? 2 : 0;
}
