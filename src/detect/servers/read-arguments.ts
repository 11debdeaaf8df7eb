import { isSecretKey } from '../judge/secret-key.ts';
import type { Candidate, Place } from '../readers/candidate.ts';
import { commandWords } from '../readers/shell-words.ts';
import { slice, trim, unquote, type Written } from '../text/written.ts';

const ENV_FLAGS = new Set([
  '-e',
  '--env',
  '--environment',
  '--env-var',
  '--build-arg',
  '--from-literal',
  '--set',
  '--set-string',
  '-var',
]);
const HEADER_FLAGS = new Set(['-H', '--header', '--headers']);
const USER_FLAGS = new Set(['-u', '--user', '--proxy-user']);
const SHELL_FLAGS = new Set(['-c', '-lc', '-ic', '/c', '/C', '-Command']);
const ASSIGNMENT = /^["']?(?:\$[Ee]nv:)?([A-Za-z_][\w.-]{0,127})=/;
/** `mcp_servers.acme.env.NAME=value`: the last part is the name. */
const PATH_NAME = /[\w-]+$/;
/** A connection string of PostgreSQL's own (https://www.postgresql.org/docs/current/libpq-connect.html). */
const LIBPQ = /^(?:host|hostaddr|dbname|user|port)=\S{1,255}\s+\w{1,32}=/;
const JOINED_ENV = /^-e(?=[A-Z_][A-Z\d_]*=)/;
const LONG_FLAG = /^(--?[A-Za-z][\w.-]{0,127})=/;
const FLAG = /^--?[A-Za-z][\w.-]*$/;
const HEADER = /^["']?([A-Za-z][\w-]{0,127})\s*[:=]\s*/;
/** `--env=Environment="NAME=value"` and no more: deeper ones would cost a stack. */
const MAX_ASSIGNMENTS = 3;
/** Flags behind which a document stands. */
const DOCUMENT_FLAGS =
  /^--?(?:config|mcp-config|settings|data|data-raw|json|static-oauth-client-info|static-oauth-client-metadata|additional-mcp-config|add-mcp|d)$/;

function after(written: Written, match: RegExpExecArray): Written {
  const rest = slice(written, match[0].length);
  // `"NAME=value"` keeps its closing quote at the end of the rest.
  const quote = /^["']/.exec(written.value)?.[0];
  const open = quote !== undefined && rest.value.endsWith(quote) && !rest.value.startsWith(quote);
  return trim(unquote(open ? slice(rest, 0, rest.value.length - 1) : rest));
}

/** Some arguments read together, and how many they were. */
interface Read {
  readonly candidates: readonly Candidate[];
  readonly taken: number;
}

const one = (candidate: Candidate): Read => ({ candidates: [candidate], taken: 1 });

class ArgumentReader {
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  candidate(written: Written, key?: string): Candidate {
    const { server, trust } = this.#place;
    return { written, slot: 'argument', server, trust, ...(key === undefined ? {} : { key }) };
  }

  /** @param depth of assignments in assignments: what is deeper stays one value */
  assignment(written: Written, depth = 0): Candidate | undefined {
    const match = ASSIGNMENT.exec(written.value);
    if (match?.[1] === undefined || LIBPQ.test(written.value)) return undefined;
    const value = after(written, match);
    const key = PATH_NAME.exec(match[1])?.[0] ?? match[1];
    // systemd's `Environment="NAME=value"`; `host=… password=…` is a connection string.
    const isLast = isSecretKey(key) || depth === MAX_ASSIGNMENTS;
    const inner = isLast ? undefined : this.assignment(value, depth + 1);
    const isNested = key === 'Environment' || (inner?.key !== undefined && isSecretKey(inner.key));
    return inner && isNested ? inner : this.candidate(value, key);
  }

  header(written: Written): Candidate {
    const match = HEADER.exec(written.value);
    return match?.[1] === undefined
      ? this.candidate(written)
      : this.candidate(after(written, match), match[1]);
  }

  /** `user:password`, of curl. */
  login(written: Written): Candidate {
    const colon = written.value.indexOf(':');
    if (colon === -1) return this.candidate(written, 'user');
    return {
      ...this.candidate(slice(written, colon + 1), 'user'),
      slot: 'url-userinfo',
      isSecretPlace: true,
      user: written.value.slice(0, colon),
      host: 'remote.host',
    };
  }

  /** `--flag=value`, with a meaning of its own for the flags that carry variables and headers. */
  joined(argument: Written, match: RegExpExecArray): Candidate {
    const [, flag = ''] = match;
    const written = after(argument, match);
    if (ENV_FLAGS.has(flag)) return this.assignment(written) ?? this.candidate(written, flag);
    if (USER_FLAGS.has(flag)) return this.login(written);
    return HEADER_FLAGS.has(flag) ? this.header(written) : this.candidate(written, flag);
  }

  /** `--flag value`; a flag that names no secret is left to stand alone, for it may take no value at all. */
  flag(flag: string, value: Written | undefined): Read {
    if (!value) return { candidates: [], taken: 1 };
    if (HEADER_FLAGS.has(flag)) return { candidates: [this.header(value)], taken: 2 };
    if (USER_FLAGS.has(flag) && value.value.includes(':'))
      return { candidates: [this.login(value)], taken: 2 };
    const takesValue =
      !ENV_FLAGS.has(flag) &&
      (isSecretKey(flag) || DOCUMENT_FLAGS.test(flag)) &&
      !value.value.startsWith('--');
    // Codex: `--config mcp_servers.acme.bearer_token="…"`.
    const setting = flag === '--config' ? this.assignment(value) : undefined;
    return takesValue
      ? { candidates: [setting ?? this.candidate(value, flag)], taken: 2 }
      : { candidates: [], taken: 1 };
  }

  next(args: readonly Written[], at: number): Read {
    const [argument, next] = [args[at], args[at + 1]];
    if (!argument) return { candidates: [], taken: 1 };
    if (JOINED_ENV.test(argument.value)) {
      const written = slice(argument, 2);
      return one(this.assignment(written) ?? this.candidate(written));
    }
    const joined = LONG_FLAG.exec(argument.value);
    if (joined) return one(this.joined(argument, joined));
    if (FLAG.test(argument.value)) return this.flag(argument.value, next);
    const previous = args[at - 1]?.value ?? '';
    // `$env:NAME = "value"`, `NAME = value` of a makefile, and cmd's `setx NAME value`.
    const assigned =
      next?.value === '=' || next?.value === ':=' || next?.value === '?=' ? args[at + 2] : undefined;
    const name = /^(?:\$[Ee]nv:)?(?:[\w-]{1,64}\.){0,8}([A-Za-z_]\w{0,127})$/.exec(argument.value)?.[1];
    // fish: `set -gx NAME value`.
    const isSet =
      SETTERS.test(previous) || (/^-[gUlx]{1,3}$/.test(previous) && args[at - 2]?.value === 'set');
    if (assigned && name !== undefined) return { candidates: [this.candidate(assigned, name)], taken: 3 };
    if (next && name !== undefined && isSet && isSecretKey(name))
      return { candidates: [this.candidate(next, name)], taken: 2 };
    const key = FLAG.test(previous) ? previous : undefined;
    const alone = this.candidate(argument, key);
    const isPositional = key === undefined && this.#place.trust === 'server';
    return one(this.assignment(argument) ?? (isPositional ? { ...alone, isPositional } : alone));
  }
}

/** Programs that take a name and its value as two words. */
const SETTERS = /^(?:setx|ENV|set|put|add)$/;

/**
 * The values in a command's arguments with the names that tell what they are: `--flag value`, `--flag=value`,
 * `-e NAME=value`, `--header "Name: value"`, `NAME=value`, a shell's command line, and what stands alone.
 */
export function readArguments(args: readonly Written[], place: Place): readonly Candidate[] {
  const reader = new ArgumentReader(place);
  const found: Candidate[] = [];
  for (let at = 0; at < args.length;) {
    const [flag, line] = [args[at], args[at + 1]];
    const isShell = flag && line && SHELL_FLAGS.has(flag.value) && /\s/.test(line.value);
    const { candidates, taken } = isShell
      ? { candidates: readArguments(commandWords(line), place), taken: 2 }
      : reader.next(args, at);
    for (const candidate of candidates) found.push(candidate);
    at += taken;
  }
  return found;
}
