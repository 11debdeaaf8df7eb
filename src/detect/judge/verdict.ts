import type { Finding } from '../finding.ts';
import type { FormatMatch } from '../formats/find-formats.ts';
import type { Written } from '../text/written.ts';

/** What was found at a place, before positions are counted in lines. */
export interface Verdict extends Pick<Finding, 'provider' | 'type' | 'confidence'> {
  /** The secret and where it is written. */
  readonly written: Written;
  /** Public prefix of its format; empty when it has none. */
  readonly prefix: string;
}

/** The verdict on a credential of a known format. */
export function verdictOf(
  { format, prefix }: FormatMatch,
  written: Written,
  isSecretPlace: boolean,
): Verdict {
  const { provider, type, confidence } = format;
  // A format that is unsure by itself is sure where a secret belongs.
  const raised = isSecretPlace && confidence === 'medium' ? 'high' : confidence;
  return { written, provider, type, confidence: raised, prefix: format.lead ? '' : prefix };
}
