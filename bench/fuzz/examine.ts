import { detect, type Finding, type Text } from '../../src/detect/index.ts';
import { checkFindings, spelled } from './check-findings.ts';

/** What became of one input. */
export interface Examined {
  /** A phrase for each mistake, without any of the text. */
  readonly mistakes: readonly string[];
  /** Microseconds on the clock of one call; of the quickest, where the first was slow. */
  readonly microseconds: number;
  readonly findings: number;
}

/** Generous: an ordinary text takes a few microseconds for each character of what it says about MCP. */
const ALLOWED_FOR_ALL = 50_000;
const ALLOWED_FOR_EACH = 5;
/** Measured so often before an input counts as slow: the cores are shared, and code is compiled on the way. */
const TURNS = 3;

/** Microseconds on the clock: what the system says of a thread's processor time is no finer than four thousand. */
export function timed(call: () => void): number {
  const from = performance.now();
  call();
  return (performance.now() - from) * 1000;
}

function run(
  text: Text,
  all: boolean,
): { readonly findings: readonly Finding[]; readonly microseconds: number } {
  let findings: readonly Finding[] = [];
  const microseconds = timed(() => {
    findings = detect(text, { all });
  });
  return { findings, microseconds };
}

/** The least of several turns, when the first one took longer than it may. */
function slowest(text: Text, first: number): { readonly microseconds: number; readonly isSlow: boolean } {
  const allowed = ALLOWED_FOR_ALL + ALLOWED_FOR_EACH * text.content.length;
  let microseconds = first;
  for (let turn = 0; turn < TURNS && microseconds > allowed; turn++)
    microseconds = Math.min(microseconds, run(text, true).microseconds);
  return { microseconds, isSlow: microseconds > allowed };
}

/** Looks for the credentials of a text as the scanner does and with all doubtful ones, and checks what is found. */
export function examine({ path, content }: Text, isRepeated: boolean): Examined {
  const text = { path, content };
  try {
    const all = run(text, true);
    const { findings } = run(text, false);
    const { microseconds, isSlow } = slowest(text, all.microseconds);
    const mistakes = new Set([...checkFindings(content, all.findings), ...checkFindings(content, findings)]);
    if (isSlow) mistakes.add('slow');
    if (isRepeated && spelled(detect(text, { all: true })) !== spelled(all.findings))
      mistakes.add('another result for the same text');
    return { mistakes: [...mistakes], microseconds, findings: all.findings.length };
  } catch (error) {
    // The message may hold a piece of the text.
    const name = error instanceof Error ? error.constructor.name : typeof error;
    return { mistakes: [`exception: ${name}`], microseconds: 0, findings: 0 };
  }
}
