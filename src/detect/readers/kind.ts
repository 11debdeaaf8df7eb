/** What language a text is in, as far as it matters for reading it. */
export type Kind =
  | 'json'
  | 'yaml'
  | 'toml'
  | 'markup'
  | 'notebook'
  | 'dotenv'
  | 'shell'
  | 'docker'
  | 'markdown'
  | 'slashes'
  | 'hashes'
  | 'table'
  | 'text';

const EXTENSIONS: readonly (readonly [Kind, string])[] = [
  ['json', 'json jsonc json5 jsonl ndjson code-workspace webmanifest'],
  ['yaml', 'yaml yml'],
  ['toml', 'toml'],
  ['markup', 'xml plist html htm svg csproj props config iml'],
  ['notebook', 'ipynb'],
  ['shell', 'sh bash zsh fish ps1 psm1 bat cmd command envrc'],
  ['markdown', 'md mdx mdc markdown rst adoc'],
  [
    'slashes',
    'js mjs cjs jsx ts mts cts tsx java kt kts go rs c h cc cpp cs swift scala dart php vue svelte groovy gradle',
  ],
  ['table', 'csv tsv'],
  ['hashes', 'py pyi rb pl r jl ex exs nix tf hcl lua'],
];

const BY_EXTENSION = new Map(
  EXTENSIONS.flatMap(([kind, list]) => list.split(' ').map((extension): [string, Kind] => [extension, kind])),
);
const BY_NAME: readonly (readonly [RegExp, Kind])[] = [
  [/^\.env(?:\.|$)|\.env$|^\.?(?:envrc|flaskenv|dev\.vars|npmrc|netrc|pypirc)$|\.env\.[\w.-]+$/, 'dotenv'],
  [/^(?:dockerfile|containerfile)(?:\.|$)|\.dockerfile$/, 'docker'],
  [/^(?:gnu)?makefile$|\.mk$|^procfile$|^justfile$|\.service$|_history$/, 'shell'],
  [/\.(?:ini|cfg|conf|properties|desktop|env\w*)$/, 'dotenv'],
];
const COPIES = /\.(?:example|sample|template|tmpl|dist|bak|backup|old|orig|local|save|copy)$|~$/;

/** No file system takes a longer name. */
const MAX_NAME = 255;

/** The kind of a file by its name; `text` when that says nothing. */
export function kindOfPath(path: string): Kind {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  if (name.length > MAX_NAME) return 'text';
  const original = name.replace(COPIES, '');
  for (const one of [name, original]) {
    const named = BY_NAME.find(([pattern]) => pattern.test(one))?.[1];
    if (named) return named;
    const found = BY_EXTENSION.get(one.slice(one.lastIndexOf('.') + 1));
    if (found && one.includes('.')) return found;
  }
  return 'text';
}

const PROGRAM =
  /^(?:import|from)\s+[\w.{*"']|^(?:const|let|var|function)\s|^(?:export|async)\s+(?:const|let|default|async|class|function|interface|type)\b/m;
const SHEBANG = /^#!.{0,64}\b(?:sh|bash|zsh|fish|python3?|node|deno|bun)\b/;

/** The kind of a text that has no name: a string in a document, a fenced block, what is piped in. */
export function sniff(text: string): Kind {
  const start = text
    .slice(0, 512)
    .trimStart()
    .replace(/^\u{feff}/u, '');
  if (/^[[{]\s*(?:["'{[\]}/]|[A-Za-z_]\w*\s*:)/.test(start)) return 'json';
  if (/^---\s*\n|^[A-Za-z][\w.-]{0,63}:(?:\s*\n|\s+\S)/.test(start)) return 'yaml';
  if (/^\[{1,2}[\w."' -]{1,128}\]{1,2}\s*(?:\n|$)/.test(start)) return 'toml';
  if (/^<\?xml|^<(?:plist|application|project|component)\b/.test(start)) return 'markup';
  if (SHEBANG.test(start))
    return /python/.test(start.slice(0, 80))
      ? 'hashes'
      : /node|deno|bun/.test(start.slice(0, 80))
        ? 'slashes'
        : 'shell';
  if (PROGRAM.test(start))
    return /^from\s+\S+\s+import\s|^import\s+[\w.]+(?:\s+as\s+\w+)?\s*$/m.test(start) ? 'hashes' : 'slashes';
  return 'text';
}
