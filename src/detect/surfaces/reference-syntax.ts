import type { Syntax } from '../not-a-secret/references.ts';

/** Writes "take the value of this name from outside" as a client reads it. */
export type ReferenceSyntax = (name: string) => string;

/** An environment variable, as a shell writes it: Claude Code, Gemini CLI, Copilot CLI and others. */
export const braces: ReferenceSyntax = (name) => `\${${name}}`;

/** An environment variable: Cursor, Windsurf, Cline, Roo Code and others. */
export const env: ReferenceSyntax = (name) => `\${env:${name}}`;

/** An input that the client asks for and keeps: VS Code, Visual Studio. */
export const input: ReferenceSyntax = (name) => `\${input:${name}}`;

/** An environment variable: opencode. */
export const curly: ReferenceSyntax = (name) => `{env:${name}}`;

/** An environment variable: Crush, which expands values as a shell does. */
export const dollar: ReferenceSyntax = (name) => `$${name}`;

/** A secret of the repository's `copilot` environment; only names with this prefix reach the coding agent. */
export const copilot: ReferenceSyntax = (name) => `$COPILOT_MCP_${name}`;

/** A secret of the repository, the environment or the organisation: GitHub Actions. */
export const actions: ReferenceSyntax = (name) => `\${{ secrets.${name} }}`;

/** A secret of the organisation or of the user: Continue. */
export const continueSecret: ReferenceSyntax = (name) => `\${{ secrets.${name} }}`;

/** An environment variable in Python. */
export const python: ReferenceSyntax = (name) => `os.environ["${name}"]`;

/** An environment variable in JavaScript and TypeScript. */
export const node: ReferenceSyntax = (name) => `process.env.${name}`;

/** An environment variable in quotes, so that the shell does not split its value. */
export const quotedDollar: ReferenceSyntax = (name) => `"$${name}"`;

const syntaxes = (...list: readonly Syntax[]): ReadonlySet<Syntax> => new Set(list);

/** Clients that expand `${…}` only, or nothing. */
export const NOTHING_ELSE = syntaxes();
/** Clients that expand `$NAME` too. */
export const DOLLARS = syntaxes('dollar');
/** What a shell expands. */
export const SHELL = syntaxes('dollar', 'command');
/** opencode: `{env:NAME}`, `{file:path}`. */
export const CURLY = syntaxes('curly');
