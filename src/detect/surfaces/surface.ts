import type { Syntax } from '../not-a-secret/references.ts';
import type { ReferenceSyntax } from './reference-syntax.ts';
import type { StatementSyntax } from './statement-syntax.ts';

/** A kind of file in which an MCP client keeps its servers. */
export interface Surface {
  /** Kebab-case; part of what is stored about an exposure. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /**
   * Where the file stands: the end of its path, lower case, with `/`; `*` may stand in the last segment, `**` for all
   * below a folder. Copies such as `mcp.json.bak` or `mcp.example.json` are found as well.
   */
  readonly paths: readonly string[];
  /** Names of the objects that map a server's name to its configuration. */
  readonly containers: readonly string[];
  /** What this client expands in a value beside `${NAME}`; absent where that is not known. */
  readonly expands?: ReadonlySet<Syntax>;
  /** `$$` is a dollar sign in a value (Docker Compose). */
  readonly doublesDollar?: boolean;
  /** Less than a client's configuration deserves, where a file holds much that is not about MCP. */
  readonly trust?: 'settings' | 'mention';
  /** This surface when the map has that name: two clients share one file name. */
  readonly sharedWith?: Readonly<Record<string, string>>;
  /**
   * How the client writes "take it from outside" in a value. Absent where the client fills nothing in, or where it is
   * not known which client reads the file.
   */
  readonly reference?: ReferenceSyntax;
  /** What has to stand beside the reference, once. */
  readonly beside?: ReferenceSyntax;
  /** How a client that fills nothing into a value names the variable in another entry. */
  readonly statement?: StatementSyntax;
}
