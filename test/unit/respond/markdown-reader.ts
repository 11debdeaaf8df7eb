/**
 * What GitHub would read as running text: code spans and fenced blocks are taken out by CommonMark's own rules (6.1 and
 * 4.5), written here independently of the code under test. A span that can be broken out of leaves its rest behind.
 */
export function outsideCode(markdown: string): string {
  return stripSpans(stripFences(markdown));
}

function stripFences(markdown: string): string {
  const kept: string[] = [];
  let open: number | undefined;
  for (const line of markdown.split('\n')) {
    const ticks = /^ {0,3}(`{3,})[^`]*$/.exec(line)?.[1]?.length;
    if (open === undefined) {
      if (ticks === undefined) kept.push(line);
      else open = ticks;
    } else if (ticks !== undefined && ticks >= open && /^ {0,3}`+\s*$/.test(line)) {
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error('a fenced block is not closed');
  return kept.join('\n');
}

function stripSpans(text: string): string {
  // A span ends at the first run of exactly as many backticks, and never outlives its paragraph or cell.
  return text
    .split(/\n|(?<=^\|.*)\|/gm)
    .map((part) => {
      let rest = part;
      let kept = '';
      for (;;) {
        const start = /(?<![\\`])`+/.exec(rest);
        if (start === null) return kept + rest;
        const ticks = start[0].length;
        const after = rest.slice(start.index + ticks);
        const end = [...after.matchAll(/`+/g)].find((run) => run[0].length === ticks);
        kept += `${rest.slice(0, start.index)}⟦code⟧`;
        if (end === undefined) return `${kept}${'`'.repeat(ticks)}${after}`;
        rest = after.slice(end.index + ticks);
      }
    })
    .join('\n');
}
