import type { Severity, SeverityFact } from '../../policy/severity.ts';

/** As people read it. */
export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
};

const BECAUSE: Readonly<Record<SeverityFact, string>> = {
  public: 'anybody can read a place of it',
  live: 'it was seen to live',
  production: 'it is for production',
  destructive: 'it may write, delete or administer',
  atHead: 'it stands in the present version of a branch',
  exact: 'its format cannot be mistaken',
};

/** `high, because it was seen to live and it stands in the present version of a branch` */
export function severityWords(severity: Severity, reasons: readonly SeverityFact[]): string {
  const words = reasons.map((reason) => BECAUSE[reason]);
  const last = words.pop();
  if (last === undefined) return severity;
  return `${severity}, because ${words.length > 0 ? `${words.join(', ')} and ` : ''}${last}`;
}
