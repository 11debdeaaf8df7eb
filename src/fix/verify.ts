import { detect, type Finding } from '../detect/index.ts';
import type { Edit } from './edit.ts';
import { readJsonc, type JsonNode } from './jsonc.ts';
import { readTomlParts } from './languages/toml-entries.ts';
import { readScalars } from './languages/yaml.ts';
import type { Source, Target } from './target.ts';

function countValues(findings: readonly Finding[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { secret } of findings) counts.set(secret.reveal(), (counts.get(secret.reveal()) ?? 0) + 1);
  return counts;
}

/** After the change nothing is found that was not found before, and each replaced credential once less often. */
function isGone(source: Source, after: string, before: readonly Finding[], done: readonly Target[]): boolean {
  const expected = countValues(before);
  for (const { finding } of done) {
    const value = finding.secret.reveal();
    expected.set(value, (expected.get(value) ?? 0) - 1);
  }
  const now = countValues(detect({ path: source.path, content: after }, { all: true }));
  return [...now].every(([value, count]) => count <= (expected.get(value) ?? 0));
}

/** Every string of a document that is no key. */
function stringsOf(node: JsonNode): readonly string[] {
  if (node.text !== undefined) return [node.text];
  return [...node.entries.map(({ value }) => value), ...node.items].flatMap(stringsOf);
}

function jsonHolds(before: JsonNode, after: string): boolean {
  const read = readJsonc(after);
  return read !== undefined && stringsOf(read).length >= stringsOf(before).length;
}

/** The same keys and the same values, but for those in which a credential stood. */
function yamlHolds(text: string, after: string, done: readonly Target[]): boolean {
  const before = readScalars(text);
  if (!before) return true;
  const now = readScalars(after);
  if (now?.length !== before.length) return false;
  return before.every((scalar, index) => {
    const other = now[index];
    if (JSON.stringify(scalar.path) !== JSON.stringify(other?.path)) return false;
    const own = done.find(({ finding: { span } }) => scalar.start <= span.start && span.end <= scalar.end);
    if (!own) return scalar.value === other?.value;
    return typeof other?.value === 'string' && other.value.includes(own.reference);
  });
}

/** The document is as well formed as it was, in whichever of the languages it was. */
function holdsTogether({ path, text }: Source, after: string, done: readonly Target[]): boolean {
  const json = readJsonc(text);
  if (json) return jsonHolds(json, after);
  if (/\.toml(?:\.|$)/i.test(path)) return !readTomlParts(text) || readTomlParts(after) !== undefined;
  if (/\.ya?ml(?:\.|$)/i.test(path)) return yamlHolds(text, after, done);
  return true;
}

/**
 * Whether a change does what it says and nothing else: the credentials are gone, nothing new is found, the document is
 * sound, and no credential was written anywhere.
 */
export function isSound(
  source: Source,
  after: string,
  edits: readonly Edit[],
  before: readonly Finding[],
  done: readonly Target[],
): boolean {
  const isClean = edits.every(({ text }) => before.every(({ secret }) => !text.includes(secret.reveal())));
  return isClean && holdsTogether(source, after, done) && isGone(source, after, before, done);
}
