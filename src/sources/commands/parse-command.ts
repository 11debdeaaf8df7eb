import { TAKES, VERBS, type Verb } from '../../github/command.ts';
import { ownLines } from './own-lines.ts';

/** What a comment asks for. */
export type Command =
  | {
      readonly verb: Verb;
      /** In the writer's words, on one line; undefined where the verb takes none. */
      readonly reason?: string;
    }
  /** It speaks to Rekey, and what it wants is not known for certain. */
  | { readonly verb: 'unclear' };

/** GitHub takes no longer comment; the units are UTF-16. */
const MAX_TEXT = 65_536;
const MAX_REASON = 300;

const COMMAND = /^ {0,3}\/rekey(?![^ \t\u00a0])[ \t\u00a0]*(?<verb>[^ \t\u00a0]*)(?<rest>.*)$/i;
/** Control, format (zero-width, bidirectional), private and separator characters, which could change what people read. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu;
const UNCLEAR: Command = { verb: 'unclear' };

function read(line: string): Command | undefined {
  const groups = COMMAND.exec(line)?.groups;
  if (!groups) return undefined;
  const verb = VERBS.find((known) => known === groups['verb']?.toLowerCase());
  if (verb === undefined) return UNCLEAR;
  const rest = (groups['rest'] ?? '').replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim();
  // "approve" with anything behind it may mean its contrary: "approve? not yet".
  if (TAKES[verb] === 'nothing') return rest === '' ? { verb } : UNCLEAR;
  return rest === '' ? UNCLEAR : { verb, reason: rest.slice(0, MAX_REASON).toWellFormed() };
}

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
  return more.every(({ verb }) => verb === first?.verb) ? first : UNCLEAR;
}
