import type { IncidentReport } from './report.ts';

/** A published frame of controls: its name and the page that lists its ids. */
export interface Framework {
  readonly name: string;
  readonly url: string;
}

/** One entry of a frame, as that writes it. */
export interface FrameworkId {
  readonly framework: Framework;
  readonly id: string;
  readonly title: string;
}

/** OWASP Top 10 Non-Human Identities Risks, 2025. */
const NHI: Framework = {
  name: 'OWASP Non-Human Identities',
  url: 'https://owasp.org/www-project-non-human-identities-top-10/2025/top-10-2025',
};
/** OWASP MCP Top 10, beta. */
const MCP: Framework = { name: 'OWASP MCP', url: 'https://owasp.org/www-project-mcp-top-10/' };
/** OWASP Top 10 for Agentic Applications, version 2026. */
const AGENTIC: Framework = {
  name: 'OWASP Agentic',
  url: 'https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/',
};
/** NIST AI 100-1, AI Risk Management Framework 1.0. */
const NIST: Framework = {
  name: 'NIST AI RMF',
  url: 'https://www.nist.gov/itl/ai-risk-management-framework',
};

/**
 * What Rekey's findings map to; to map is not to comply. The titles are those of the frames, see {@link Framework.url}.
 */
const IDS = {
  leak: { framework: NHI, id: 'NHI2:2025', title: 'Secret Leakage' },
  actions: { framework: NHI, id: 'NHI6:2025', title: 'Insecure Cloud Deployment Configurations' },
  longLived: { framework: NHI, id: 'NHI7:2025', title: 'Long-Lived Secrets' },
  human: { framework: NHI, id: 'NHI10:2025', title: 'Human Use of NHI' },
  token: { framework: MCP, id: 'MCP01:2025', title: 'Token Mismanagement & Secret Exposure' },
  privilege: { framework: AGENTIC, id: 'ASI03', title: 'Identity and Privilege Abuse' },
  deactivate: { framework: NIST, id: 'MANAGE 2.4', title: 'mechanisms to deactivate' },
  incidents: { framework: NIST, id: 'MANAGE 4.3', title: 'incidents are tracked and communicated' },
} as const satisfies Readonly<Record<string, FrameworkId>>;

/** An access token of a day is what a policy may allow at most where none says so. */
const LONG_LIVED_MS = 86_400_000;

const ACTIONS_KINDS: ReadonlySet<string> = new Set(['variable', 'log', 'artifact']);
const WORKFLOW = /^\.github\/workflows\//;

type Facts = Pick<IncidentReport, 'exposures' | 'facts' | 'state'>;

/** One for each kind of finding; the first kind holds for all. */
const RULES: readonly {
  readonly holds: (incident: Facts) => boolean;
  readonly ids: readonly FrameworkId[];
}[] = [
  { holds: () => true, ids: [IDS.leak, IDS.token, IDS.privilege, IDS.incidents] },
  {
    holds: ({ exposures }) =>
      exposures.some(({ path, place }) => (place ? ACTIONS_KINDS.has(place.kind) : WORKFLOW.test(path))),
    ids: [IDS.actions],
  },
  {
    holds: ({ facts }) =>
      facts?.issuedAt !== undefined &&
      facts.expiresAt !== undefined &&
      facts.expiresAt.getTime() - facts.issuedAt.getTime() > LONG_LIVED_MS,
    ids: [IDS.longLived],
  },
  { holds: ({ facts }) => facts?.principalKind === 'user', ids: [IDS.human] },
  { holds: ({ state }) => state === 'accepted_unverified', ids: [IDS.deactivate] },
];

const ORDER: readonly Framework[] = [NHI, MCP, AGENTIC, NIST];

/** The entries to which an incident maps, frame by frame. */
export function frameworkIds(incident: Facts): readonly FrameworkId[] {
  const ids = RULES.filter(({ holds }) => holds(incident)).flatMap((rule) => rule.ids);
  return ORDER.flatMap((framework) => ids.filter((one) => one.framework === framework));
}
