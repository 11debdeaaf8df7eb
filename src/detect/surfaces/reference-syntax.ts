import type { Syntax } from '../not-a-secret/references.ts';

/**
 * Writes "take the value of this name from outside" as a client reads it; undefined where the language of the file at `path`
 * is not known to.
 */
export type ReferenceSyntax = (name: string, path?: string) => string | undefined;

/** An environment variable, as a shell writes it: Claude Code, Gemini CLI, Copilot CLI and others. */
export const braces = (name: string): string => `\${${name}}`;

/** An environment variable: Cursor, Windsurf, Cline, Roo Code and others. */
export const env = (name: string): string => `\${env:${name}}`;

/** An input that the client asks for and keeps: VS Code, Visual Studio. */
export const input = (name: string): string => `\${input:${name}}`;

/** An environment variable: opencode. */
export const curly = (name: string): string => `{env:${name}}`;

/** An environment variable: Crush, which expands values as a shell does. */
export const dollar = (name: string): string => `$${name}`;

/** A secret of the repository's `copilot` environment; only names with this prefix reach the coding agent. */
export const copilot = (name: string): string => `$COPILOT_MCP_${name}`;

/** A secret of the repository, the environment or the organisation: GitHub Actions. */
export const actions = (name: string): string => `\${{ secrets.${name} }}`;

/** A secret of the organisation or of the user: Continue. */
export const continueSecret = (name: string): string => `\${{ secrets.${name} }}`;

/** An environment variable in Python. */
export const python = (name: string): string => `os.environ["${name}"]`;

/** An environment variable in JavaScript and TypeScript. */
export const node = (name: string): string => `process.env.${name}`;

/** An environment variable in quotes, so that the shell does not split its value. */
export const quotedDollar = (name: string): string => `"$${name}"`;

const syntaxes = (...list: readonly Syntax[]): ReadonlySet<Syntax> => new Set(list);

/** Clients that expand `${…}` only, or nothing. */
export const NOTHING_ELSE = syntaxes();
/** Clients that expand `$NAME` too. */
export const DOLLARS = syntaxes('dollar');
/** What a shell expands. */
export const SHELL = syntaxes('dollar', 'command');
/** opencode: `{env:NAME}`, `{file:path}`. */
export const CURLY = syntaxes('curly');
