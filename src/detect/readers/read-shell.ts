import { mapNode } from '../documents/config-node.ts';
import { readLiterals } from '../documents/literals.ts';
import { readArguments } from '../servers/read-arguments.ts';
import { slice, type Written } from '../text/written.ts';
import { expand } from '../values/expand.ts';
import { publicUrl } from '../values/read-url.ts';
import type { Candidate, Place, ServerFacts } from './candidate.ts';
import { kindOfPath, sniff } from './kind.ts';
import { readTree } from './read-tree.ts';
import { commandsOf } from './shell-words.ts';

const HEREDOC = /<<-?\s{0,8}(["']?)([A-Za-z_]\w{0,63})\1([^\n]*)/g;
/** `claude mcp add NAME …`, `codex mcp add`, `gemini mcp add-json NAME '{…}'`, `npx add-mcp`. */
const REGISTERS = /^(?:add|add-json|add-from-claude-desktop|install)$/;
/** Flags of those commands that have a value of their own. */
const WITH_VALUE =
  /^(?:-t|--transport|-s|--scope|-e|--env|-H|--header|--client-id|--client-secret|--callback-port|--url|--type|--timeout|--key|--profile|--client|--config|--api-key)$/;
const BRIDGE = /(?:^|[/@])(?:mcp-remote|supergateway|mcp-proxy)(?:$|@)/;

/** `npx @smithery/cli install NAME --key …`: the key is the one of the host. */
const SMITHERY = /^(?:@smithery\/cli|smithery)(?:@|$)/;

/** Of a command that registers an MCP server: its facts, and the document that stands for it. */
interface Registration {
  readonly server: ServerFacts;
  readonly document?: Written;
}

function registration(words: readonly Written[]): Registration | undefined {
  const at = words.findIndex(
    ({ value }, index) => value === 'mcp' && REGISTERS.test(words[index + 1]?.value ?? ''),
  );
  const bridge = words.findIndex(({ value }) => BRIDGE.test(value));
  const hosted = words.findIndex(({ value }) => SMITHERY.test(value));
  const hostedName =
    hosted === -1 || !/^(?:run|install)$/.test(words[hosted + 1]?.value ?? '')
      ? undefined
      : words[hosted + 2];
  if (hostedName) return { server: { name: hostedName.value } };
  if (at === -1 && bridge === -1) return undefined;
  const plain: Written[] = [];
  for (let index = (at === -1 ? bridge : at + 1) + 1; index < words.length; index++) {
    const word = words[index];
    if (!word || word.value === '--') break;
    if (WITH_VALUE.test(word.value)) index++;
    else if (!word.value.startsWith('-')) plain.push(word);
  }
  const name = at === -1 ? undefined : plain.find(({ value }) => !/^https?:|[{=]/.test(value))?.value;
  const address = words.find(({ value }) => /^https?:\/\//.test(value));
  const url = address && publicUrl(address);
  const document = plain.find(({ value }) => value.startsWith('{'));
  return {
    server: { ...(name === undefined ? {} : { name }), ...(url === undefined ? {} : { url }) },
    ...(document ? { document } : {}),
  };
}

function readCommand(words: readonly Written[], place: Place): readonly Candidate[] {
  const registered = registration(words);
  const inner: Place = registered ? { ...place, trust: 'server', server: registered.server } : place;
  const document =
    registered?.document &&
    readTree(readLiterals(registered.document).root, inner, registered.server.name ?? 'server');
  // `CMD ["npx", "--token", "…"]` of a Dockerfile.
  const found = readArguments(words, inner).flatMap((candidate) => expand(candidate, inner));
  return document ? [...document, ...found] : found;
}

/** Documents written into files by a script, and what is left of the script without them. */
function takeHeredocs(
  script: Written,
  place: Place,
): { readonly found: readonly Candidate[]; readonly rest: readonly Written[] } {
  const text = script.value;
  const found: Candidate[] = [];
  const rest: Written[] = [];
  let plain = 0;
  HEREDOC.lastIndex = 0;
  for (let match = HEREDOC.exec(text); match; match = HEREDOC.exec(text)) {
    const [whole, , word = '', tail = ''] = match;
    const start = match.index + whole.length + 1;
    // Nothing follows the last line.
    if (start > text.length) break;
    const end = endOfHeredoc(text, start, word);
    const line = text.slice(text.lastIndexOf('\n', match.index) + 1, match.index) + tail;
    const file = />>?\s{0,8}["']?([\w./~$-]{1,255})/.exec(line)?.[1];
    const body = slice(script, start, end);
    const kind = file === undefined || kindOfPath(file) === 'text' ? sniff(body.value) : kindOfPath(file);
    for (const one of place.read(body, kind, { ...place, level: place.level + 1 })) found.push(one);
    rest.push(slice(script, plain, match.index));
    plain = end;
    HEREDOC.lastIndex = end;
  }
  rest.push(slice(script, plain, text.length));
  return { found, rest };
}

function endOfHeredoc(text: string, start: number, word: string): number {
  for (let at = start; at < text.length;) {
    const line = text.indexOf('\n', at);
    const end = line === -1 ? text.length : line;
    if (text.slice(at, end).trim() === word) return at;
    at = end + 1;
  }
  return text.length;
}

/** Reads the commands of a script: assignments, arguments, heredocs, registrations of MCP servers. */
export function readShell(script: Written, place: Place): readonly Candidate[] {
  const { found, rest } = script.value.includes('<<')
    ? takeHeredocs(script, place)
    : { found: [], rest: [script] };
  return [
    ...found,
    ...rest.flatMap((piece) => commandsOf(piece).flatMap((words) => readCommand(words, place))),
  ];
}

/** Reads a Dockerfile: its instructions are commands, and JSON lists of words. */
export function readDockerfile(text: Written, place: Place): readonly Candidate[] {
  const lists = [...text.value.matchAll(/^[ \t]*(?:CMD|ENTRYPOINT|RUN|SHELL)[ \t]+(\[.*\])[ \t]*$/gim)].map(
    (match) => {
      const start = match.index + match[0].indexOf('[');
      const { root } = readLiterals(slice(text, start, start + (match[1]?.length ?? 0)));
      return mapNode([{ key: 'args', value: root }]);
    },
  );
  return [...readShell(text, place), ...lists.flatMap((list) => readTree(list, place))];
}
