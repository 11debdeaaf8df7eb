import { joined, replaced, slice, type Written } from '../text/written.ts';
import { unescape } from '../text/unescape.ts';

/** Longer command lines stay one word, in which known formats are found all the same. */
const MAX_LINE = 262_144;

/** Programs that start MCP servers, register them, or ask them, and the words that set variables. */
const PROGRAMS =
  'claude codex gemini qwen copilot droid amp kilo code cursor windsurf npx uvx uv bunx bun pnpm yarn npm node deno python python3 ' +
  'docker podman kubectl helm curl wget http httpie smithery fastmcp goose mcp mcp-remote mcporter mcp-inspector inspector ' +
  'export set setx env sudo exec echo printf bash sh zsh cmd powershell pwsh gh glab vercel fly flyctl heroku railway wrangler ' +
  'terraform aws gcloud az git psql mysql mongosh redis-cli supabase stripe netlify ngrok add-mcp opencode toolhive thv';
const COMMAND = new RegExp(
  `^[\\s$>#(!]*(?:/run\\s+)?(?:(?:(["'])[A-Za-z_]\\w*=[^"']*\\1|[A-Za-z_]\\w*=(?:"[^"]*"|'[^']*'|[^\\s"'])*)\\s+)*(?:\\S*/)?(?:${PROGRAMS.replaceAll(' ', '|')})(?:\\.exe|\\.cmd)?(?:@[\\w.-]+)?\\s+\\S`,
);
const FLAGS = /(?:^|\s)-{1,2}[A-Za-z][\w-]*(?:[ =]\S)/;
const ASSIGNED = /^["']?[A-Z][A-Z\d_]*=\S+\s+\S|^["'][A-Za-z_]\w{0,127}=\S+\s+\S|^\$[Ee]nv:\w+\s*=/;

/** Whether a text of one line is a command: it begins with a program or has flags with values. */
export function looksLikeCommand(line: string): boolean {
  if (line.length > MAX_LINE) return false;
  if (!/\s/.test(line)) return /^--[A-Za-z][\w-]{0,63}=\S/.test(line);
  const start = line.slice(0, 2048);
  return COMMAND.test(start) || FLAGS.test(start) || ASSIGNED.test(start);
}

const ESCAPED = /[\\`]["\\$`]/g;

interface Quoted {
  readonly word: Written;
  readonly end: number;
}

/** What stands in quotes from `at` on; without a closing quote, up to the end. */
function readQuoted(line: Written, at: number): Quoted {
  const text = line.value;
  const quote = text.charAt(at);
  let end = at + 1;
  while (end < text.length && text[end] !== quote) {
    // PowerShell escapes with a backtick.
    if (quote === '"' && (text[end] === '\\' || text[end] === '`')) end++;
    end++;
  }
  const inner = slice(line, at + 1, Math.min(end, text.length));
  return { word: quote === '"' ? withoutEscapes(inner) : inner, end: end + 1 };
}

/**
 * In double quotes only these lose their backslash (POSIX shell, 2.2.3); `\n` keeps it, and a path of Windows too.
 * PowerShell writes a backtick instead.
 */
function withoutEscapes(inner: Written): Written {
  return replaced(inner, ESCAPED, (escape) => escape.charAt(1));
}

const SEPARATORS = new Set(';|&');

/**
 * The words of a script's commands, quotes taken off, one list for each command. Continued lines are one; comments are
 * words like others, so that a command that is commented out is read as well. Linear.
 */
export function commandsOf(script: Written): readonly (readonly Written[])[] {
  const text = script.value;
  if (text.length > MAX_LINE) return [];
  const commands: Written[][] = [[]];
  let parts: Written[] = [];
  const endWord = () => {
    if (parts.length > 0) commands.at(-1)?.push(joined(parts));
    parts = [];
  };
  const endCommand = () => {
    endWord();
    if (commands.at(-1)?.length) commands.push([]);
  };
  for (let at = 0; at < text.length;) {
    const character = text.charAt(at);
    if (/\s/.test(character)) {
      if (character === '\n') endCommand();
      else endWord();
      at++;
    } else if (
      (character === '\\' || character === '`' || character === '^') &&
      /^.[ \t\r]*\n/.test(text.slice(at, at + 16))
    ) {
      endWord();
      at = text.indexOf('\n', at) + 1;
    } else if (character === '"' || character === "'") {
      const { word, end } = readQuoted(script, at);
      parts.push(word);
      at = end;
    } else if (
      SEPARATORS.has(character) ||
      (parts.length === 0 && (character === '(' || character === ')'))
    ) {
      endCommand();
      at++;
    } else {
      let end = at;
      while (end < text.length && !/[\s"';|&]/.test(text.charAt(end))) {
        if (text[end] === '\\' && text[end + 1] !== '\n' && end + 1 < text.length) end++;
        else if (text[end] === '\\') break;
        end++;
      }
      const plain = slice(script, at, Math.max(end, at + 1));
      parts.push(/\\["' $&;|()]/.test(plain.value) ? unescape(plain) : plain);
      at = Math.max(end, at + 1);
    }
  }
  endWord();
  return commands.filter(({ length }) => length > 0);
}

/** The words of one command line. */
export function commandWords(line: Written): readonly Written[] {
  return line.value.length > MAX_LINE ? [line] : commandsOf(line).flat();
}
