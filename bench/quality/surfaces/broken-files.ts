import type { Page, QualitySurface } from '../quality-file.ts';
import { CLIENTS } from '../servers/clients.ts';
import { makeServers } from '../servers/make-servers.ts';
import { serverMap } from '../servers/server-json.ts';
import { MARK, type Sheet } from '../sheet.ts';
import { PLAIN_JSON, writeJson, type Json } from '../writers/json.ts';

const client = (sheet: Sheet) =>
  sheet.random.pick(
    CLIENTS.filter(({ container }) => container.length === 1 && container[0] === 'mcpServers'),
  );

function whole(sheet: Sheet, style = PLAIN_JSON): Page {
  const { random } = sheet;
  const { paths, dialect } = client(sheet);
  const document: Json = { mcpServers: serverMap(makeServers(sheet, { dialect }, 4), random) };
  return { path: random.pick(paths), text: `${writeJson(document, style, random)}\n` };
}

/** The lines around some servers, as a hunk of a diff shows them: no beginning and no end. */
function hunk(sheet: Sheet): Page {
  const { random } = sheet;
  const { path, text } = whole(sheet);
  const lines = text.split('\n');
  const from = random.int(1, Math.min(3, lines.length - 1));
  return { path, text: lines.slice(from, lines.length - random.int(1, 3)).join('\n') };
}

/** Ends in the middle, but never in the middle of a credential. */
function cut(sheet: Sheet): Page {
  const { path, text } = whole(sheet);
  const lines = text.split('\n');
  return {
    path,
    text: lines.slice(0, sheet.random.int(Math.ceil(lines.length / 2), lines.length - 1)).join('\n'),
  };
}

function conflicted(sheet: Sheet): Page {
  const { random } = sheet;
  const { path, text } = whole(sheet);
  const lines = text.split('\n');
  const at = random.int(2, lines.length - 2);
  const length = random.int(1, 3);
  const ours = lines.slice(at, at + length);
  const theirs = ours.map((line) => (MARK.test(line) ? '      "LOG_LEVEL": "debug"' : line));
  const middle = ['<<<<<<< HEAD', ...ours, '=======', ...theirs, '>>>>>>> feature/mcp'];
  return { path, text: [...lines.slice(0, at), ...middle, ...lines.slice(at + length)].join('\n') };
}

function patch(sheet: Sheet): Page {
  const { path, text } = whole(sheet);
  const lines = text.trimEnd().split('\n');
  const body = lines.map((line) => `+${line}`).join('\n');
  return {
    path: sheet.random.pick(['0001-add-mcp.patch', 'changes.diff']),
    text: `diff --git a/${path} b/${path}\nnew file mode 100644\nindex 0000000..${sheet.decoy(sheet.random.text.hex(7))}\n--- /dev/null\n+++ b/${path}\n@@ -0,0 +1,${lines.length} @@\n${body}\n`,
  };
}

const json5 = (sheet: Sheet): Page => {
  const { path, text } = whole(sheet, { ...PLAIN_JSON, loose: true, trailingCommas: true, comments: true });
  return { path: sheet.random.chance(0.5) ? path : 'config/mcp.json5', text };
};

export const BROKEN_FILES: readonly QualitySurface[] = [
  { name: 'broken: hunk', write: hunk },
  { name: 'broken: cut', write: cut },
  { name: 'broken: conflict', write: conflicted },
  { name: 'broken: patch', write: patch },
  { name: 'form: json5', write: json5 },
  {
    name: 'form: byte order mark',
    write: (sheet) => {
      const { path, text } = whole(sheet);
      return { path, text: `\u{feff}${text}` };
    },
  },
  { name: 'form: crlf', write: (sheet) => whole(sheet, { ...PLAIN_JSON, newline: '\r\n' }) },
  { name: 'form: utf-16le', write: (sheet) => ({ ...whole(sheet), encoding: 'utf-16le' }) },
  { name: 'form: utf-16be', write: (sheet) => ({ ...whole(sheet), encoding: 'utf-16be' }) },
];
