import type { Edit } from '../edit.ts';
import type { TomlEntry } from './toml-entries.ts';

/** A statement, and its line where nothing else stands on it; a comment stays. */
function removeStatement(text: string, { start, end }: TomlEntry): Edit {
  const lineStart = text.lastIndexOf('\n', start - 1) + 1;
  const stop = text.indexOf('\n', end);
  const lineStop = stop === -1 ? text.length : stop + 1;
  const isAlone =
    text.slice(lineStart, start).trim() === '' && text.slice(end, lineStop).trim() === '' && stop !== -1;
  return isAlone ? { start: lineStart, end: lineStop, text: '' } : { start, end, text: '' };
}

/** Members of a table in braces, with their commas. */
function removeMembers(all: readonly TomlEntry[], gone: ReadonlySet<TomlEntry>): readonly Edit[] {
  const firstKept = all.findIndex((entry) => !gone.has(entry));
  return all.flatMap((entry, index): Edit[] => {
    if (!gone.has(entry)) return [];
    const edit =
      index < firstKept
        ? { start: entry.start, end: all[index + 1]?.start ?? entry.end }
        : { start: all[index - 1]?.end ?? entry.start, end: entry.end };
    return [{ ...edit, text: '' }];
  });
}

/**
 * Takes entries out of a TOML text; a table in braces of which none is left goes as a whole.
 *
 * @param all entries of the document
 */
export function removeEntries(
  text: string,
  all: readonly TomlEntry[],
  gone: readonly TomlEntry[],
): readonly Edit[] {
  const set = new Set(gone);
  return [...Map.groupBy(gone, ({ within }) => within)].flatMap(([within, own]): readonly Edit[] => {
    if (!within) return own.map((entry) => removeStatement(text, entry));
    const members = all.filter((entry) => entry.within === within);
    if (members.some((entry) => !set.has(entry))) return removeMembers(members, set);
    return within.within ? removeMembers(members, set) : [removeStatement(text, within)];
  });
}
