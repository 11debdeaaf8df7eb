/**
 * The first lines that fit into a budget, with a closing line when some do not.
 *
 * @param lines each one line or block
 * @param budget in UTF-16 code units, which are never fewer than the characters that GitHub counts
 * @param total true count of what the lines stand for; more than `lines.length` when the caller has cut already
 * @param more the closing line, from the number left out
 */
export function fitLines(
  lines: readonly string[],
  budget: number,
  total: number,
  more: (omitted: number) => string,
): readonly string[] {
  let used = 0;
  const kept: string[] = [];
  for (const line of lines) {
    used += line.length + 2;
    if (used > budget) break;
    kept.push(line);
  }
  const omitted = total - kept.length;
  return omitted > 0 ? [...kept, more(omitted)] : kept;
}
