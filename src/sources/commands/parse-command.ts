import { TAKES, VERBS, type Takes, type Verb } from '../../github/command.ts';
import { ownLines } from './own-lines.ts';

/** What stands after the verb, in the writer's words and on one line; absent where the verb takes none. */
export interface CommandWords {
  readonly reason?: string;
  /** As it was written: a day, or anything else. */
  readonly until?: string;
  /** As it was written: `@login`, `@organisation/team`, or anything else. */
  readonly owner?: string;
}

/** What a comment asks for. */
export type Command =
  | ({ readonly verb: Verb } & CommandWords)
  /** It speaks to Rekey, and what it wants is not known for certain; `meant`: the verb that it names. */
  | { readonly verb: 'unclear'; readonly meant?: Verb };

/** GitHub takes no longer comment; the units are UTF-16. */
const MAX_TEXT = 65_536;
/** More than is ever shown: it is cut once credentials are taken out of it, for half of one would stay. */
const MAX_REASON = 4000;
const MAX_WORD = 210;

const COMMAND = /^ {0,3}\/rekey(?![^ \t\u00a0])[ \t\u00a0]*(?<verb>[^ \t\u00a0]*)(?<rest>.*)$/i;
/** Control, format (zero-width, bidirectional), private and separator characters, which could change what people read. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
const RISK = /^(?<reason>.*\S) until(?: (?<until>.*))?$/i;

const short = (text: string, max: number) => text.slice(0, max).toWellFormed();

/** What stands behind a verb; undefined where something is missing, or too much. */
const READ: Readonly<Record<Takes, (rest: string) => CommandWords | undefined>> = {
  // "approve" with anything behind it may mean its contrary: "approve? not yet".
  nothing: (rest) => (rest === '' ? {} : undefined),
  reason: (rest) => (rest === '' ? undefined : { reason: short(rest, MAX_REASON) }),
  risk(rest) {
    if (rest === '' || /^until\b/i.test(rest)) return undefined;
    const { reason = rest, until } = RISK.exec(rest)?.groups ?? {};
    return { reason: short(reason, MAX_REASON), ...(until ? { until: short(until, MAX_WORD) } : {}) };
  },
  owner: (rest) => (rest === '' || rest.includes(' ') ? undefined : { owner: short(rest, MAX_WORD) }),
};

function read(line: string): Command | undefined {
  const groups = COMMAND.exec(line)?.groups;
  if (!groups) return undefined;
  // Who ends a sentence means what it says; a question mark does not.
  const said = groups['verb']?.toLowerCase().replaceAll('_', '-').replace(/[.!]$/, '');
  const verb = VERBS.find((known) => known === said);
  if (verb === undefined) return { verb: 'unclear' };
  const rest = (groups['rest'] ?? '').replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim();
  const words = READ[TAKES[verb]](rest);
  return words ? { verb, ...words } : { verb: 'unclear', meant: verb };
}

/** Two lines about owners name two owners; of two reasons the first counts. */
const topic = (command: Command) => (command.verb === 'owner' ? `owner ${command.owner}` : command.verb);

/**
 * What a comment asks of Rekey: a line that begins with `/rekey`, in any case and spacing. Two lines that ask for
 * different things ask for nothing.
 *
 * @returns undefined where no line speaks to Rekey
 */
export function parseCommand(markdown: string): Command | undefined {
  if (markdown.length > MAX_TEXT || !/\/rekey/i.test(markdown)) return undefined;
  const commands = ownLines(markdown).flatMap((line) => read(line) ?? []);
  const [first, ...more] = commands;
  return more.every((one) => first && topic(one) === topic(first)) ? first : { verb: 'unclear' };
}
