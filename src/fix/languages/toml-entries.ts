import { parseTOML, type AST } from 'toml-eslint-parser';

/** In UTF-16 code units. */
const MAX_LENGTH = 1_048_576;

/** A key with its value, whether a statement or a member of a table in braces. */
export interface TomlEntry {
  /** All the keys that lead to it. */
  readonly path: readonly string[];
  readonly start: number;
  readonly end: number;
  readonly keyStart: number;
  readonly keyEnd: number;
  /** Of its value. */
  readonly valueStart: number;
  readonly valueEnd: number;
  /** Its value as a string. */
  readonly text?: string;
  /** The statement whose table in braces it is a member of. */
  readonly within?: TomlEntry;
}

/** A table with a head of its own: `[a.b]`. */
export interface TomlTable {
  readonly path: readonly string[];
  readonly start: number;
}

/** The parts of a TOML document by their place. */
export interface TomlParts {
  readonly tables: readonly TomlTable[];
  readonly entries: readonly TomlEntry[];
}

const namesOf = ({ keys }: AST.TOMLKey): readonly string[] =>
  keys.map((key) => (key.type === 'TOMLBare' ? key.name : key.value));

function entriesOf(
  pairs: readonly AST.TOMLKeyValue[],
  above: readonly string[],
  within?: TomlEntry,
): readonly TomlEntry[] {
  return pairs.flatMap((pair): TomlEntry[] => {
    const { key, value, range } = pair;
    const entry: TomlEntry = {
      path: [...above, ...namesOf(key)],
      start: range[0],
      end: range[1],
      keyStart: key.range[0],
      keyEnd: key.range[1],
      valueStart: value.range[0],
      valueEnd: value.range[1],
      ...(value.type === 'TOMLValue' && value.kind === 'string' ? { text: value.value } : {}),
      ...(within ? { within } : {}),
    };
    const inner = value.type === 'TOMLInlineTable' ? entriesOf(value.body, entry.path, entry) : [];
    return [entry, ...inner];
  });
}

/** Reads where everything stands; undefined for what is broken or too large. */
export function readTomlParts(text: string): TomlParts | undefined {
  if (text.length > MAX_LENGTH) return undefined;
  try {
    const [root] = parseTOML(text).body;
    const tables: TomlTable[] = [];
    const entries: TomlEntry[] = [];
    for (const item of root.body) {
      if (item.type === 'TOMLKeyValue') {
        entries.push(...entriesOf([item], []));
        continue;
      }
      const path = item.resolvedKey.map(String);
      if (item.kind === 'standard') tables.push({ path, start: item.range[0] });
      entries.push(...entriesOf(item.body, path));
    }
    return { tables, entries };
  } catch {
    return undefined;
  }
}
