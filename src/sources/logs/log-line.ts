/** The moment that GitHub writes before each line, behind a byte order mark where a step begins. */
const MOMENT = /^\u{feff}?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z ?/u;
/** `##[group]`, `[command]`, `::debug::`, `::notice file=a.js,line=1::`: what the runner reads, not what was written. */
const MARKER = /^(?:##\[[a-z-]{1,24}\]|\[command\]|::[a-z-]{1,24}(?: [^\n:]{0,1024})?::)/;
/** Colours and links of a terminal. https://ecma-international.org/publications-and-standards/standards/ecma-48 */
// oxlint-disable-next-line no-control-regex
const TERMINAL = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]{0,4096}(?:\u0007|\u001b\\)|[()][0-2A-B])/g;

/** A piece of a line that was left out, by its place in the line as written. */
interface Gap {
  readonly start: number;
  readonly length: number;
}

function gapsOf(line: string): readonly Gap[] {
  const moment = MOMENT.exec(line)?.[0].length ?? 0;
  const head = moment + (MARKER.exec(line.slice(moment, moment + 2048))?.[0].length ?? 0);
  const gaps: Gap[] = head === 0 ? [] : [{ start: 0, length: head }];
  if (!line.includes('\u001b', head)) return gaps;
  for (const { 0: code, index } of line.slice(head).matchAll(TERMINAL))
    gaps.push({ start: head + index, length: code.length });
  return gaps;
}

/** A line of a log as the program wrote it: without the moment, the runner's markers and the terminal's colours. */
export function cleanLine(line: string): string {
  const gaps = gapsOf(line);
  if (gaps.length === 0) return line.endsWith('\r') ? line.slice(0, -1) : line;
  let clean = '';
  let at = 0;
  for (const { start, length } of gaps) {
    clean += line.slice(at, start);
    at = start + length;
  }
  clean += line.slice(at);
  return clean.endsWith('\r') ? clean.slice(0, -1) : clean;
}

/**
 * Where in the line a place of the clean line is.
 *
 * @param offset in the clean line, 0-based
 */
export function offsetInLine(line: string, offset: number): number {
  let at = offset;
  for (const { start, length } of gapsOf(line)) if (start <= at) at += length;
  return at;
}
