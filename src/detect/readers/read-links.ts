import { readLiterals } from '../documents/literals.ts';
import { base64Decoded } from '../text/base64.ts';
import { percentDecoded } from '../text/unescape.ts';
import { slice, type Written } from '../text/written.ts';
import { readArguments } from '../servers/read-arguments.ts';
import { expand } from '../values/expand.ts';
import type { Candidate, Place } from './candidate.ts';
import { readTree } from './read-tree.ts';

/**
 * Links that install an MCP server in a client, as badges of read-me files have them: Cursor, VS Code, Kiro, LM Studio,
 * Goose. https://docs.cursor.com/en/tools/developers, https://code.visualstudio.com/api/extension-guides/ai/mcp
 */
const LINK =
  /\b(?:cursor|vscode(?:-insiders)?|vscodium|windsurf|trae|kiro|lmstudio|goose|https?):[^\s"'<>`)\]\\?]{0,160}?(?:install|add_mcp|launch\/mcp\/add|redirect|extension)[^\s"'<>`)\]\\?]{0,64}\?([^\s"'<>`)\]\\]+)/gi;
/** A link inside a link, twice at most: `insiders.vscode.dev/redirect?url=vscode%3Amcp%2Finstall%3F…`. */
const MAX_NESTED = 3;
const VARIABLES = /^(?:env|envs|header|headers)$/i;

interface Parameter {
  readonly name: string;
  readonly value: Written;
}

function parametersOf(query: Written): readonly Parameter[] {
  const found: Parameter[] = [];
  let start = 0;
  for (const piece of query.value.split('&')) {
    const equals = piece.indexOf('=');
    const name = piece.slice(0, Math.max(0, equals)).replace(/^amp;/, '');
    if (equals > 0) found.push({ name, value: slice(query, start + equals + 1, start + piece.length) });
    start += piece.length + 1;
  }
  return found;
}

/** A configuration as JSON, percent-encoded once or twice, or as base64. */
function documentOf(encoded: Written): Written | undefined {
  let text = encoded;
  for (let level = 0; level < MAX_NESTED; level++) {
    if (/^\s*\{/.test(text.value)) return text;
    const decoded = percentDecoded(text);
    if (decoded.value === text.value) break;
    text = decoded;
  }
  const inner = base64Decoded(text);
  return inner && /^\s*[{[]/.test(inner.value) ? inner : undefined;
}

function readQuery(query: Written, place: Place, level: number): readonly Candidate[] {
  const whole = documentOf(query);
  if (whole) return readTree(readLiterals(whole).root, place);
  const parameters = parametersOf(query);
  const name = parameters.find((one) => one.name === 'name' || one.name === 'id');
  const serverName = name && percentDecoded(name.value).value;
  const named: Place = serverName === undefined ? place : { ...place, server: { name: serverName } };
  // Goose: one `arg` for each word of the command.
  const words = parameters.filter((one) => one.name === 'arg').map(({ value }) => percentDecoded(value));
  const inWords = readArguments(words, named).flatMap((candidate) => expand(candidate, named));
  const inParameters = parameters.flatMap(({ name: key, value }) => {
    const document = documentOf(value);
    if (document) return readTree(readLiterals(document).root, place, serverName);
    const decoded = percentDecoded(value);
    if (level < MAX_NESTED && decoded.value.includes('?')) {
      const mark = decoded.value.indexOf('?');
      return readQuery(slice(decoded, mark + 1), place, level + 1);
    }
    if (!VARIABLES.test(key)) return [];
    const equals = decoded.value.indexOf('=');
    const server = serverName === undefined ? {} : { name: serverName };
    return expand(
      {
        written: slice(decoded, equals + 1),
        slot: /^env/i.test(key) ? 'env' : 'header',
        key: decoded.value.slice(0, Math.max(0, equals)),
        server,
        trust: 'server',
      },
      place,
    );
  });
  return [...inWords, ...inParameters];
}

/** Every value in the links of a text that install MCP servers. */
export function readLinks(text: Written, place: Place): readonly Candidate[] {
  return [...text.value.matchAll(LINK)].flatMap((link) => {
    const query = link[1] ?? '';
    const start = link.index + link[0].length - query.length;
    return readQuery(slice(text, start, start + query.length), { ...place, trust: 'server' }, 0).map(
      (candidate) => ({ ...candidate, surface: 'install-link' }),
    );
  });
}
