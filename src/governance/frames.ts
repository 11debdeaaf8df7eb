/**
 * The published frames that findings map to, and the titles of their entries. To map is not to comply.
 *
 * - https://owasp.org/www-project-non-human-identities-top-10/2025/top-10-2025
 * - https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/
 * - https://owasp.org/www-project-mcp-top-10/ (beta)
 * - https://www.nist.gov/itl/ai-risk-management-framework (AI 100-1)
 */
const FRAMES = {
  nhi: {
    'NHI1:2025': 'Improper Offboarding',
    'NHI2:2025': 'Secret Leakage',
    'NHI3:2025': 'Vulnerable Third-Party NHI',
    'NHI4:2025': 'Insecure Authentication',
    'NHI5:2025': 'Overprivileged NHI',
    'NHI6:2025': 'Insecure Cloud Deployment Configurations',
    'NHI7:2025': 'Long-Lived Secrets',
    'NHI8:2025': 'Environment Isolation',
    'NHI9:2025': 'NHI Reuse',
    'NHI10:2025': 'Human Use of NHI',
  },
  agentic: {
    ASI02: 'Tool Misuse and Exploitation',
    ASI03: 'Identity and Privilege Abuse',
    ASI04: 'Agentic Supply Chain Vulnerabilities',
    ASI05: 'Unexpected Code Execution (RCE)',
    ASI07: 'Insecure Inter-Agent Communication',
    ASI08: 'Cascading Failures',
  },
  mcp: {
    'MCP01:2025': 'Token Mismanagement & Secret Exposure',
    'MCP02:2025': 'Privilege Escalation via Scope Creep',
    'MCP04:2025': 'Software Supply Chain Attacks & Dependency Tampering',
    'MCP07:2025': 'Insufficient Authentication & Authorization',
    'MCP08:2025': 'Lack of Audit and Telemetry',
    'MCP09:2025': 'Shadow MCP Servers',
  },
  // NIST gives sentences, not titles; these say in a few words of ours what each is about.
  aiRmf: {
    'GOVERN 1.5': 'monitoring and review',
    'GOVERN 1.6': 'an inventory',
    'GOVERN 1.7': 'decommissioning',
    'GOVERN 2.1': 'roles and responsibilities',
    'GOVERN 6.1': 'third parties',
    'MAP 4.1': 'mapping of components',
    'MAP 4.2': 'internal controls',
    'MEASURE 2.7': 'security and resilience',
    'MEASURE 2.8': 'accountability',
    'MANAGE 2.4': 'mechanisms to deactivate',
    'MANAGE 3.1': 'third parties are monitored',
    'MANAGE 4.1': 'monitoring after deployment',
    'MANAGE 4.3': 'incidents are tracked and communicated',
  },
} as const;

type Ids = typeof FRAMES;
export type FrameName = keyof Ids;

/** Entries of the frames to which something maps, frame by frame. */
export type Frames = { readonly [F in FrameName]: readonly (keyof Ids[F])[] };

export const FRAME_NAMES: Readonly<Record<FrameName, string>> = {
  nhi: 'OWASP Non-Human Identities',
  agentic: 'OWASP Agentic',
  mcp: 'OWASP MCP',
  aiRmf: 'NIST AI RMF',
};

/** The title of an entry. */
export function titleOf<F extends FrameName>(frame: F, id: keyof Ids[F]): string {
  return String(FRAMES[frame][id]);
}

/** In the order in which they are named. */
export const FRAME_ORDER: readonly FrameName[] = ['nhi', 'agentic', 'mcp', 'aiRmf'];

/** The entries of a frame to which checks may map, with their titles. */
export function entriesOf(frame: FrameName): readonly (readonly [id: string, title: string])[] {
  return Object.entries(FRAMES[frame]);
}
