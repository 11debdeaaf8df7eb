import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { RekeyError } from '../base/errors.ts';
import { plain } from './output/plain-text.ts';

export type Format = 'text' | 'json' | 'sarif';

/** What is scanned. */
export type Subject =
  | { readonly kind: 'paths'; readonly paths: readonly string[] }
  | { readonly kind: 'staged'; readonly paths: readonly string[] }
  | { readonly kind: 'range'; readonly range: string; readonly paths: readonly string[] }
  | { readonly kind: 'history'; readonly folder: string }
  | { readonly kind: 'stdin'; readonly path: string };

/** The command line of `rekey scan`. */
export interface Options {
  readonly subject: Subject;
  readonly format: Format;
  readonly all: boolean;
  readonly noColor: boolean;
  readonly jobs: number;
}

export const USAGE = `Usage: rekey scan [PATH…] [OPTIONS]

Finds leaked credentials in files and folders (default: the working directory).
Exit code: 0 nothing found, 1 findings, 2 error. Nothing leaves this machine.

  --staged           what the next commit would add
  --range A..B       what each commit of a range adds
  --history          every version of every file in the repository at PATH
  --stdin            standard input, named by --path NAME
  --format FORMAT    text (default), json or sarif
  --all              report findings of low confidence as well
  --jobs N           threads at most (default: one for each core)
  --no-color         no colours (so does the variable NO_COLOR)
`;

const FORMATS = new Set<string>(['text', 'json', 'sarif']);
const MAX_JOBS = 64;

function refuse(problem: string): never {
  throw new RekeyError('USAGE', `${problem}: see rekey scan --help.`);
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        staged: { type: 'boolean' },
        range: { type: 'string' },
        history: { type: 'boolean' },
        stdin: { type: 'boolean' },
        path: { type: 'string' },
        format: { type: 'string', default: 'text' },
        all: { type: 'boolean', default: false },
        'no-color': { type: 'boolean', default: false },
        jobs: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    return refuse(plain(error instanceof Error ? error.message.replace(/\.?$/, '') : 'Wrong arguments'));
  }
}

type Values = ReturnType<typeof parse>['values'];

function readSubject(values: Values, paths: readonly string[]): Subject {
  const { staged, range, history, stdin, path } = values;
  if ([staged, range !== undefined, history, stdin].filter(Boolean).length > 1)
    refuse('--staged, --range, --history and --stdin exclude one another');
  if (path !== undefined && !stdin) refuse('--path names what --stdin reads; files are named without it');
  if (stdin)
    return paths.length === 0 ? { kind: 'stdin', path: path ?? 'stdin' } : refuse('--stdin takes no PATH');
  if (history)
    return paths.length < 2
      ? { kind: 'history', folder: paths[0] ?? '.' }
      : refuse('--history takes one PATH');
  if (staged) return { kind: 'staged', paths };
  if (range === undefined) return { kind: 'paths', paths: paths.length === 0 ? ['.'] : paths };
  return range.includes('..') ? { kind: 'range', range, paths } : refuse('--range is two commits, A..B');
}

function readJobs(jobs: string | undefined): number {
  if (jobs === undefined) return Math.min(availableParallelism(), MAX_JOBS);
  const n = Number(jobs);
  return Number.isInteger(n) && n >= 1 && n <= MAX_JOBS
    ? n
    : refuse(`--jobs is a number from 1 to ${MAX_JOBS}`);
}

const isFormat = (text: string): text is Format => FORMATS.has(text);

/** Reads the command line; undefined when help is asked for. Throws USAGE. */
export function readOptions(args: readonly string[]): Options | undefined {
  const { values, positionals } = parse(args);
  if (values.help) return undefined;
  const { format, all } = values;
  if (!isFormat(format)) return refuse('--format is text, json or sarif');
  const noColor = values['no-color'];
  return { subject: readSubject(values, positionals), format, all, noColor, jobs: readJobs(values.jobs) };
}
