import { slice, type Written } from '../text/written.ts';
import type { Candidate, Place } from './candidate.ts';
import { kindOfPath, sniff, type Kind } from './kind.ts';
import { readProse } from './read-prose.ts';

const FRONT_MATTER = /^\u{feff}?---[ \t]*\r?\n/u;
const FENCE = /^[ \t>]*(`{3,}|~{3,})[ \t]*([\w+.#-]{0,64})/;
/** Names that people write behind a fence, and what they mean. */
const LANGUAGES: ReadonlyMap<string, Kind> = new Map([
  ['console', 'shell'],
  ['shell', 'shell'],
  ['powershell', 'shell'],
  ['terminal', 'shell'],
  ['dos', 'shell'],
  ['batch', 'shell'],
  ['javascript', 'slashes'],
  ['typescript', 'slashes'],
  ['golang', 'slashes'],
  ['rust', 'slashes'],
  ['csharp', 'slashes'],
  ['kotlin', 'slashes'],
  ['python', 'hashes'],
  ['python3', 'hashes'],
  ['ruby', 'hashes'],
  ['elixir', 'hashes'],
  ['dotenv', 'dotenv'],
  ['env', 'dotenv'],
  ['ini', 'dotenv'],
  ['properties', 'dotenv'],
  ['dockerfile', 'docker'],
  ['docker', 'docker'],
]);

interface Piece {
  readonly kind: Kind | undefined;
  readonly text: Written;
}

function kindOfFence(language: string, body: string): Kind {
  const name = language.toLowerCase();
  const named = LANGUAGES.get(name) ?? (name === '' ? 'text' : kindOfPath(`x.${name}`));
  return named === 'text' ? sniff(body) : named;
}

/** The mark and the language of a fence; behind it no backtick stands, or it is code in a sentence. Linear. */
function fenceOf(line: string): RegExpExecArray | undefined {
  const found = FENCE.exec(line);
  return found && !line.includes('`', found[0].length) ? found : undefined;
}

/** Cuts a text into what is fenced and what is not; a fence that nothing closes goes to the end. */
function piecesOf(text: Written): readonly Piece[] {
  const pieces: Piece[] = [];
  let open: { readonly mark: string; readonly language: string; readonly start: number } | undefined;
  let plain = 0;
  let start = 0;
  for (const line of text.value.split('\n')) {
    const next = start + line.length + 1;
    const fence = fenceOf(line);
    const mark = fence?.[1] ?? '';
    if (!open && fence) {
      pieces.push({ kind: undefined, text: slice(text, plain, start) });
      open = { mark, language: fence[2] ?? '', start: Math.min(next, text.value.length) };
    } else if (open && fence && mark.startsWith(open.mark) && fence[2] === '') {
      const body = slice(text, open.start, Math.max(open.start, start));
      pieces.push({ kind: kindOfFence(open.language, body.value), text: body });
      open = undefined;
      plain = Math.min(next, text.value.length);
    }
    start = next;
  }
  const rest = slice(text, open?.start ?? plain, text.value.length);
  return [...pieces, { kind: open && kindOfFence(open.language, rest.value), text: rest }];
}

/** Reads Markdown: its front matter (agents and skills), its fenced blocks each in its language, and its prose. */
export function readMarkdown(text: Written, place: Place): readonly Candidate[] {
  const head = FRONT_MATTER.exec(text.value)?.[0];
  const close = head === undefined ? -1 : text.value.search(/\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)/);
  const body = close === -1 ? text : slice(text, close + 1);
  const deeper = { ...place, level: place.level + 1 };
  const front =
    head === undefined || close === -1 ? [] : place.read(slice(text, head.length, close + 1), 'yaml', deeper);
  return [
    ...front,
    ...piecesOf(body).flatMap((piece) =>
      piece.kind === undefined ? readProse(piece.text, place) : place.read(piece.text, piece.kind, deeper),
    ),
  ];
}
