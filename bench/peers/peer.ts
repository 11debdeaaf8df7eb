/** Where a peer's package comes from, and the program inside it. Versions are pinned: a figure names what was run. */
export interface Package {
  readonly registry: 'go' | 'crates' | 'pypi' | 'npm';
  /** The packages to install, with their versions as that registry's client writes them. */
  readonly names: readonly string[];
  /** The program, below the folder that the client installed into; a glob, since Python's folder names its version. */
  readonly program: string;
}

/** One place that a scanner reported. */
export interface Report {
  /** As the scanner wrote it: absolute, or relative to the scanned folder. */
  readonly path: string;
  /** The first line, from 1. */
  readonly line: number;
  readonly endLine?: number;
  /** From 1, `endColumn` exclusive, in UTF-16 code units; only where a scanner counts exactly so. */
  readonly startColumn?: number;
  readonly endColumn?: number;
  /** What was matched. Absent where the scanner reports a hash, a mask or only the line. Never printed. */
  readonly text?: string;
}

/** One scanner as this bench runs it: default rules, nothing verified over the network. */
export interface Peer {
  readonly name: string;
  readonly version: string;
  readonly licence: string;
  /** Absent for Rekey itself. */
  readonly package?: Package;
  /**
   * What follows the program, split at spaces: `DIR` stands for the folder, which is also the working directory,
   * `FILES` for every file in it, and `OUT` for a file that takes the report in place of standard output.
   */
  readonly arguments: string;
  /** The exit codes of a scan that came to its end, with or without findings. */
  readonly exitCodes: readonly number[];
  /** @throws SyntaxError when the output is not what this version writes. */
  parse(output: string): readonly Report[];
  /** What a reader of the table should know about this peer. */
  readonly note?: string;
}
