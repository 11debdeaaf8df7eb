import { isSecretKey } from '../judge/secret-key.ts';
import type { Candidate, ServerFacts } from './candidate.ts';
import { slice, trim, unquote, type Written } from './written.ts';

const ENV_FLAGS = new Set(['-e', '--env']);
const HEADER_FLAGS = new Set(['-H', '--header', '--headers']);
const SHELL_FLAGS = new Set(['-c', '-lc', '-ic', '/c', '/C', '-Command']);
const ASSIGNMENT = /^["']?([A-Za-z_][\w.-]{0,127})=/;
const JOINED_ENV = /^-e(?=[A-Z_][A-Z\d_]*=)/;
const LONG_FLAG = /^(--?[A-Za-z][\w.-]{0,127})=/;
const HEADER = /^["']?([A-Za-z][\w-]{0,127})\s*[:=]\s*/;
const WORDS = /(?:[^\s"'\\]|\\.|"[^"]*"|'[^']*')+/g;

/** Cuts a command line at white space, quotes respected. */
export function wordsOf(line: Written): readonly Written[] {
  return [...line.value.matchAll(WORDS)].map((word) => slice(line, word.index, word.index + word[0].length));
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

/**
 * The values in a server's arguments with the names that tell what they are: `--flag value`, `--flag=value`,
 * `-e NAME=value`, `--header "Name: value"`, `NAME=value`, a shell's command line, and what stands alone.
 */
export function readArguments(
  args: readonly Written[],
  server: ServerFacts,
  isShellLine = false,
): readonly Candidate[] {
  const found: Candidate[] = [];
  let flag: string | undefined;
  for (let at = 0; at < args.length; at++) {
    const argument = args[at];
    if (!argument) break;
    const bare = isShellLine ? unquote(argument) : argument;
    const { value } = bare;
    const next = args[at + 1];
    const previous = flag;
    flag = undefined;
    const long = LONG_FLAG.exec(value);
    if (long?.[1] !== undefined && ENV_FLAGS.has(long[1])) {
      found.push(
        assignment(after(bare, long), server) ?? { written: after(bare, long), slot: 'argument', server },
      );
    } else if (long?.[1] !== undefined && HEADER_FLAGS.has(long[1])) {
      found.push(header(after(bare, long), server));
    } else if (long?.[1] !== undefined && !JOINED_ENV.test(value)) {
      found.push({ written: after(bare, long), slot: 'argument', key: long[1], server });
    } else if (JOINED_ENV.test(value)) {
      found.push(assignment(slice(bare, 2), server) ?? { written: bare, slot: 'argument', server });
    } else if (HEADER_FLAGS.has(value) && next) {
      found.push(header(isShellLine ? unquote(next) : next, server));
      at++;
    } else if (SHELL_FLAGS.has(value) && next && /\s/.test(next.value) && !isShellLine) {
      found.push(...readArguments(wordsOf(next), server, true));
      at++;
    } else if (/^--?[A-Za-z][\w.-]*$/.test(value)) {
      // `-e NAME=value` comes as two arguments as well; the assignment then tells the name.
      flag = value;
      if (!ENV_FLAGS.has(value) && next && isSecretKey(value) && !next.value.startsWith('--')) {
        found.push({ written: isShellLine ? unquote(next) : next, slot: 'argument', key: value, server });
        at++;
      }
    } else {
      found.push(
        assignment(bare, server) ?? {
          written: bare,
          slot: 'argument',
          server,
          ...(previous === undefined ? {} : { key: previous }),
        },
      );
    }
  }
  return found;
}
