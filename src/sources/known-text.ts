/** Text that stood in the repository before a commit, to be searched for values that are therefore not new. */
export interface KnownText {
  /**
   * True when the value stands in it as a word of its own, or when every one of the lines (as they stand in the new
   * file) does: a line that was moved or indented anew is recognised even where the value is written escaped.
   */
  holds(value: string, lines: readonly string[]): boolean;
}

const WORD = /[A-Za-z0-9]/;

function percentEncoded(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    // A lone surrogate has no percent-encoding.
    return value;
  }
}

/** How a value may be written in a file: bare, in a JSON string, in a URL. */
function spellings(value: string): readonly string[] {
  return [...new Set([value, JSON.stringify(value).slice(1, -1), percentEncoded(value)])];
}

function standsAlone(text: string, at: number, value: string): boolean {
  const before = text.charAt(at - 1);
  const after = text.charAt(at + value.length);
  const joinsBefore = WORD.test(before) && WORD.test(value.charAt(0));
  const joinsAfter = WORD.test(after) && WORD.test(value.charAt(value.length - 1));
  return !joinsBefore && !joinsAfter;
}

function contains(text: string, value: string): boolean {
  if (value === '') return false;
  for (let at = text.indexOf(value); at !== -1; at = text.indexOf(value, at + 1)) {
    if (standsAlone(text, at, value)) return true;
  }
  return false;
}

/** Indentation, line ends and the comma or semicolon of the last element change when a line is only moved. */
function bare(line: string): string {
  return line.trim().replace(/[,;]$/, '');
}

/** Makes text searchable; the index over its lines is built at the first search. */
export function knownText(text: string): KnownText {
  let known: Set<string> | undefined;
  const isKnown = (line: string) => {
    known ??= new Set(text.split('\n').map(bare));
    return known.has(line);
  };
  return {
    holds(value, lines) {
      if (spellings(value).some((spelling) => contains(text, spelling))) return true;
      const bared = lines.map(bare).filter((line) => line !== '');
      return bared.length > 0 && bared.every(isKnown);
    },
  };
}
