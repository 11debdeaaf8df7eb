import { readJsonc, type JsonNode } from './jsonc.ts';
import type { Source } from './target.ts';

/** Keys of the lists in which VS Code and Visual Studio declare what they ask for. */
const LISTS = new Set(['inputs', 'mcp.inputs']);

const member = (node: JsonNode, name: string) => node.entries.find(({ key }) => key === name)?.value;

/**
 * Whether an input asks for a secret: it is typed in, and nobody who looks on can read it.
 * https://code.visualstudio.com/docs/reference/variables-reference#_input-variables
 */
function asksForSecret(text: string, input: JsonNode): boolean {
  const hidden = member(input, 'password');
  const isHidden = hidden?.kind === 'word' && text.slice(hidden.start, hidden.end) === 'true';
  return isHidden && member(input, 'type')?.text === 'promptString';
}

function unfitIn(text: string, node: JsonNode): readonly string[] {
  return node.entries.flatMap(({ key, value }) => {
    const inputs = LISTS.has(key) ? value.items : [];
    const unfit = inputs.filter((input) => !asksForSecret(text, input));
    return [...unfit.flatMap((input) => member(input, 'id')?.text ?? []), ...unfitIn(text, value)];
  });
}

/** Ids of the inputs that a file declares for something else than secrets: a credential must not become one of them. */
export function unfitInputs({ text }: Source): ReadonlySet<string> {
  const root = text.includes('inputs') ? readJsonc(text) : undefined;
  return new Set(root ? unfitIn(text, root) : []);
}
