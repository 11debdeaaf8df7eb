import { isSecretKey } from '../judge/secret-key.ts';
import type { Candidate, ServerFacts } from './candidate.ts';
import { slice, trim, unquote, type Written } from './written.ts';

const ENV_FLAGS = new Set(['-e', '--env']);
const HEADER_FLAGS = new Set(['-H', '--header', '--headers']);
const SHELL_FLAGS = new Set(['-c', '-lc', '-ic', '/c', '/C', '-Command']);
const ASSIGNMENT = /^["']?([A-Za-z_][\w.-]{0,127})=/;
const JOINED_ENV = /^-e(?=[A-Z_][A-Z\d_]*=)/;
const LONG_FLAG = /^(--?[A-Za-z][\w.-]{0,127})=/;
const FLAG = /^--?[A-Za-z][\w.-]*$/;
const HEADER = /^["']?([A-Za-z][\w-]{0,127})\s*[:=]\s*/;
/** Longer command lines stay one argument, in which known formats are found all the same. */
const MAX_LINE = 65_536;
const WORDS = /(?:[^\s"'\\]|\\.|"[^"]*"|'[^']*')+/g;

/** Cuts a command line at white space, quotes respected. */
export function wordsOf(line: Written): readonly Written[] {
  if (line.value.length > MAX_LINE) return [line];
  return [...line.value.matchAll(WORDS)].map((word) =>
    unquote(slice(line, word.index, word.index + word[0].length)),
  );
}

function after(written: Written, match: RegExpExecArray): Written {
  const rest = slice(written, match[0].length);
  // `"NAME=value"` keeps its closing quote at the end of the rest.
  const quote = /^["']/.exec(written.value)?.[0];
  const open = quote !== undefined && rest.value.endsWith(quote) && !rest.value.startsWith(quote);
  return trim(unquote(open ? slice(rest, 0, rest.value.length - 1) : rest));
}

function assignment(written: Written, server: ServerFacts): Candidate | undefined {
  const match = ASSIGNMENT.exec(written.value);
  return match?.[1] === undefined
    ? undefined
    : { written: after(written, match), slot: 'argument', key: match[1], server };
}

function header(written: Written, server: ServerFacts): Candidate {
  const match = HEADER.exec(written.value);
  if (match?.[1] === undefined) return { written, slot: 'argument', server };
  return { written: after(written, match), slot: 'argument', key: match[1], server };
}

/** Some arguments read together, and how many they were. */
interface Read {
  readonly candidates: readonly Candidate[];
  readonly taken: number;
}

const one = (candidate: Candidate): Read => ({ candidates: [candidate], taken: 1 });
const two = (candidate: Candidate): Read => ({ candidates: [candidate], taken: 2 });

/** `--flag=value`, with a meaning of its own for the flags that carry variables and headers. */
function readJoined(argument: Written, match: RegExpExecArray, server: ServerFacts): Read {
  const [, flag = ''] = match;
  const written = after(argument, match);
  const plain: Candidate = { written, slot: 'argument', key: flag, server };
  if (ENV_FLAGS.has(flag)) return one(assignment(written, server) ?? plain);
  return one(HEADER_FLAGS.has(flag) ? header(written, server) : plain);
}

/** `--flag value`; a flag that names no secret is left to stand alone, for it may take no value at all. */
function readFlag(flag: string, value: Written | undefined, server: ServerFacts): Read {
  const alone: Read = { candidates: [], taken: 1 };
  if (!value) return alone;
  if (HEADER_FLAGS.has(flag)) return two(header(value, server));
  const takesValue = !ENV_FLAGS.has(flag) && isSecretKey(flag) && !value.value.startsWith('--');
  return takesValue ? two({ written: value, slot: 'argument', key: flag, server }) : alone;
}

function readNext(args: readonly Written[], at: number, server: ServerFacts): Read {
  const [argument, next] = [args[at], args[at + 1]];
  if (!argument) return { candidates: [], taken: 1 };
  if (JOINED_ENV.test(argument.value)) {
    const written = slice(argument, 2);
    return one(assignment(written, server) ?? { written, slot: 'argument', server });
  }
  const joined = LONG_FLAG.exec(argument.value);
  if (joined) return readJoined(argument, joined, server);
  if (FLAG.test(argument.value)) return readFlag(argument.value, next, server);
  const previous = args[at - 1]?.value ?? '';
  const key = FLAG.test(previous) ? { key: previous } : {};
  return one(assignment(argument, server) ?? { written: argument, slot: 'argument', server, ...key });
}

/**
 * The values in a server's arguments with the names that tell what they are: `--flag value`, `--flag=value`,
 * `-e NAME=value`, `--header "Name: value"`, `NAME=value`, a shell's command line, and what stands alone.
 */
export function readArguments(args: readonly Written[], server: ServerFacts): readonly Candidate[] {
  const found: Candidate[] = [];
  for (let at = 0; at < args.length;) {
    const [flag, line] = [args[at], args[at + 1]];
    const isShell = flag && line && SHELL_FLAGS.has(flag.value) && /\s/.test(line.value);
    const { candidates, taken } = isShell
      ? { candidates: readArguments(wordsOf(line), server), taken: 2 }
      : readNext(args, at, server);
    for (const candidate of candidates) found.push(candidate);
    at += taken;
  }
  return found;
}
