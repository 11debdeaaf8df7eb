import { detect, hasMcpContext, type Finding, type Text } from '../../detect/index.ts';
import type { Observation } from '../../inventory/observation.ts';
import { decide } from '../../policy/decide.ts';
import type { Policy } from '../../policy/policy.ts';

/** The state in which an incident begins, by what policy says of revoking. */
const FIRST_STATE = { auto: 'found', ask: 'approval_needed', never: 'denied_by_policy' } as const;

/** A finding that is to be reported, with what policy decided about it. */
export interface JudgedFinding extends Pick<Observation, 'environment' | 'firstState'> {
  readonly finding: Finding;
}

/**
 * Judges findings by a policy; those that it ignores, or that are out of its scope, are left out.
 *
 * @param text where they were found: its path is compared with the policy's ignore rules
 * @param today UTC day, YYYY-MM-DD
 * @param inScope the place as such is in the scope of MCP, whatever the text says
 */
export function judgeFindings(
  findings: readonly Finding[],
  { path, content }: Text,
  policy: Policy,
  today: string,
  inScope = false,
): readonly JudgedFinding[] {
  if (findings.length === 0) return [];
  const mcpContext = inScope || hasMcpContext(path, content);
  return findings.flatMap((finding) => {
    const decision = decide(finding, policy, { path, today, mcpContext });
    if (!decision.report) return [];
    const { environment, revoke } = decision;
    return [
      { finding, firstState: FIRST_STATE[revoke], ...(environment === undefined ? {} : { environment }) },
    ];
  });
}

/** Finds and judges what a text holds. */
export function judgeText(text: Text, policy: Policy, today: string): readonly JudgedFinding[] {
  const { path, content } = text;
  return judgeFindings(detect({ path, content }), { path, content }, policy, today);
}
