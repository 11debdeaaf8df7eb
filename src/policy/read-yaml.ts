import { isMap, isNode, isPair, isScalar, LineCounter, parseDocument, visit, type Document } from 'yaml';
import { LINKED_FILE } from '../base/linked-file.ts';

/** Something wrong in a policy file. */
export interface PolicyError {
  /** 1-based. */
  readonly line: number;
  /** What is wrong and what to write; ours, without text of the file. */
  readonly message: string;
}

/** Plain data out of a YAML file, with the lines it came from. */
export interface YamlFile {
  /** Undefined when there are errors. */
  readonly value: unknown;
  readonly errors: readonly PolicyError[];
  /** The line of the node at a path, or of the closest one around it. */
  lineOf(path: readonly PropertyKey[]): number;
}

/** Policies are short; this bounds all work on a hostile file. */
const TEXT_MAX = 65_536;

const DEPTH_MAX = 16;
const LINK_ERROR = 'This is a symbolic link, which Rekey does not follow: put the file itself here.';

const SENTENCES: Readonly<Record<string, string>> = {
  BAD_INDENT: 'The indentation is wrong here.',
  TAB_AS_INDENT: 'Indent with spaces, not with tabs.',
  MULTIPLE_DOCS: 'A policy file holds one document: remove the second one.',
  MISSING_CHAR: 'A character such as a closing bracket, quote or colon is missing here.',
};

function startOf(node: unknown): number | undefined {
  const key = isPair(node) ? node.key : node;
  return isNode(key) ? key.range?.[0] : undefined;
}

/** Finds what the data model would hide: repeated keys, keys that are no words, anchors and deep nesting. */
function findTraps(document: Document, add: (offset: number | undefined, message: string) => void): void {
  visit(document, {
    Alias: (_, node) => add(startOf(node), 'Aliases (*name) are not supported: write the value out.'),
    Node: (_, node, path) => {
      // Nested deeper than any policy is; what lies below is not looked at.
      if (path.length > 2 * DEPTH_MAX) {
        add(startOf(node), 'This is nested too deeply for a policy file.');
        return visit.BREAK;
      }
      if (!isMap(node)) return undefined;
      const seen = new Set<string>();
      for (const { key } of node.items) {
        if (!isScalar(key) || typeof key.value !== 'string') add(startOf(key), 'A key must be a plain word.');
        else if (seen.has(key.value)) add(startOf(key), 'This key is there twice: keep one of them.');
        else if (key.value === '__proto__') add(startOf(key), 'This key is not allowed.');
        else seen.add(key.value);
      }
      return undefined;
    },
  });
}

/** The deepest node along the path; for an unknown key the key itself, for a missing one its map. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const parent = document.getIn(path.slice(0, length - 1), true);
    const last = path[length - 1];
    const pair = isMap(parent)
      ? parent.items.find(({ key }) => isScalar(key) && key.value === last)
      : undefined;
    const node = pair ?? document.getIn(path.slice(0, length), true);
    const offset = startOf(node);
    if (offset !== undefined) return offset;
  }
  return startOf(document.contents) ?? 0;
}

function failed(line: number, message: string): YamlFile {
  return { value: undefined, errors: [{ line, message }], lineOf: () => line };
}

function read(text: string): YamlFile {
  const lines = new LineCounter();
  // The core schema whatever a %YAML line says: dates stay text, `yes` stays a word, `<<` is an ordinary key. Repeated
  // keys are found below, in linear time.
  const document = parseDocument(text, {
    lineCounter: lines,
    prettyErrors: false,
    schema: 'core',
    merge: false,
    uniqueKeys: false,
  });
  const errors: PolicyError[] = [];
  const add = (offset: number | undefined, message: string) => {
    errors.push({ line: Math.max(1, lines.linePos(offset ?? 0).line), message });
  };
  for (const { code, pos } of document.errors) add(pos[0], SENTENCES[code] ?? 'This is not valid YAML.');
  for (const { pos } of document.warnings)
    add(pos[0], 'Tags and directives are not supported: write a plain value.');
  if (errors.length === 0) findTraps(document, add);
  return {
    value: errors.length > 0 ? undefined : document.toJS({ maxAliasCount: 0 }),
    errors,
    lineOf: (path) => Math.max(1, lines.linePos(offsetOf(document, path)).line),
  };
}

/** Reads YAML of unknown origin to plain data. Never throws; a file over 64 KiB is an error. */
export function readYaml(text: string): YamlFile {
  if (text === LINKED_FILE) return failed(1, LINK_ERROR);
  if (text.length > TEXT_MAX)
    return failed(1, 'The file is larger than 64 KiB. Keep only what differs from the default.');
  try {
    return read(text);
  } catch {
    // The parser is recursive: absurd nesting ends in a stack overflow.
    return failed(1, 'The file cannot be read: it is nested too deeply or damaged.');
  }
}
