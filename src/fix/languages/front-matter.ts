import type { Source, Strategy, Target, Reason } from '../target.ts';
import { fixYaml } from './yaml.ts';

const FRONT_MATTER = /^---[ \t]*\r?\n([\s\S]*?)^---[ \t]*\r?$/m;

/** Where the YAML at the head of a Markdown file stands; undefined where there is none. */
function frontMatter(text: string): { readonly start: number; readonly end: number } | undefined {
  const found = FRONT_MATTER.exec(text);
  if (found?.index !== 0) return undefined;
  const start = text.indexOf('\n') + 1;
  return { start, end: start + (found[1]?.length ?? 0) };
}

/** In the settings at the head of a Markdown file. What stands below is prose. */
export const fixFrontMatter: Strategy = (source, targets) => {
  const head = frontMatter(source.text);
  const left = new Map<Target, Reason>();
  const inside = targets.filter((target) => {
    const { start, end } = target.finding.span;
    const isInside = head !== undefined && head.start <= start && end <= head.end;
    if (!isInside) left.set(target, 'unsure');
    return isInside;
  });
  if (!head || inside.length === 0) return { edits: [], left };
  const text = source.text.slice(head.start, head.end);
  const shifted: Source = { path: source.path, text };
  const originals = new Map<Target, Target>();
  for (const target of inside) {
    const { span } = target.finding;
    const moved = { ...span, start: span.start - head.start, end: span.end - head.start };
    originals.set({ ...target, finding: { ...target.finding, span: moved } }, target);
  }
  const outcome = fixYaml(shifted, [...originals.keys()]);
  for (const [target, reason] of outcome.left) left.set(originals.get(target) ?? target, reason);
  const edits = outcome.edits.map((edit) => ({
    ...edit,
    start: edit.start + head.start,
    end: edit.end + head.start,
  }));
  return { edits, left };
};
