import type { ReferenceSyntax } from './reference-syntax.ts';

/** How programs of each language read an environment variable, by the extensions of their files. */
const BY_LANGUAGE: readonly (readonly [string, ReferenceSyntax | undefined])[] = [
  ['js mjs cjs jsx ts mts cts tsx', (name) => `process.env.${name}`],
  ['py pyi', (name) => `os.environ["${name}"]`],
  ['go', (name) => `os.Getenv("${name}")`],
  ['rs', (name) => `std::env::var("${name}")`],
  ['java kt kts scala groovy gradle', (name) => `System.getenv("${name}")`],
  ['cs', (name) => `Environment.GetEnvironmentVariable("${name}")`],
  ['swift', (name) => `ProcessInfo.processInfo.environment["${name}"]`],
  ['dart', (name) => `Platform.environment["${name}"]`],
  ['c h cc cpp php', (name) => `getenv("${name}")`],
  ['rb jl', (name) => `ENV["${name}"]`],
  ['pl', (name) => `$ENV{${name}}`],
  ['r', (name) => `Sys.getenv("${name}")`],
  ['ex exs', (name) => `System.get_env("${name}")`],
  ['lua', (name) => `os.getenv("${name}")`],
  ['ps1 psm1', (name) => `$env:${name}`],
  ['bat cmd', (name) => `%${name}%`],
  ['fish', (name) => `"$${name}"`],
  // Components of pages, which have no environment, and declarations, which take their values in ways of their own.
  ['vue svelte nix tf hcl', undefined],
];

const BY_EXTENSION = new Map(
  BY_LANGUAGE.flatMap(([extensions, syntax]) =>
    extensions.split(' ').map((extension) => [extension, syntax] as const),
  ),
);

/**
 * How the language of a file reads a variable.
 *
 * @param usual for a text in a file of another kind, such as an example in a Markdown file
 */
export function programSyntax(usual: ReferenceSyntax): ReferenceSyntax {
  return (name, path = '') => {
    const extension = /\.(\w{1,8})$/.exec(path)?.[1]?.toLowerCase() ?? '';
    return (BY_EXTENSION.has(extension) ? BY_EXTENSION.get(extension) : usual)?.(name, path);
  };
}
