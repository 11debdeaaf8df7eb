import { defineCheck, type Check } from '../check.ts';
import { listOf } from '../measure.ts';
import { haveLeft } from '../over.ts';

/** Who answers for a credential, who uses it, and whether anybody would see that. */
export const OWNERSHIP: readonly Check[] = [
  defineCheck({
    id: 'no-owner',
    subjects: ['credential', 'secret'],
    title: 'Nobody owns it',
    severity: 'medium',
    says: 'Nobody is known to answer for {credential}.',
    remedy:
      'Name its owner: for its server in the policy’s `servers`, in CODEOWNERS, or with `/rekey owner @team` on its issue.',
    frames: { nhi: ['NHI1:2025'], agentic: [], mcp: [], aiRmf: ['GOVERN 2.1'] },
    test(record) {
      if ('ended' in record ? record.ended : record.uses.length === 0) return undefined;
      return record.owners.length === 0 ? { facts: { credential: record.name } } : undefined;
    },
  }),
  defineCheck({
    id: 'owner-gone',
    subjects: ['credential', 'secret'],
    title: 'Its owner has left',
    severity: 'medium',
    says: '{owners} owned {credential} and does not belong to the organisation any more.',
    remedy: 'Rotate it, for its last owner may have kept it, and name a new owner.',
    frames: { nhi: ['NHI1:2025'], agentic: [], mcp: [], aiRmf: ['GOVERN 1.7', 'GOVERN 2.1'] },
    test(record) {
      if ('ended' in record && record.ended) return undefined;
      return haveLeft(record)
        ? { facts: { credential: record.name, owners: listOf(record.goneOwners) } }
        : undefined;
    },
  }),
  defineCheck({
    id: 'human-token',
    subjects: ['credential'],
    title: 'A person’s token works for a machine',
    severity: 'high',
    says: '{credential} belongs to a person and is used by {users}: it can do what the person can, and ends when the person leaves.',
    remedy:
      'Give the workflow or the server an identity of its own: an app, a service account, or OpenID Connect.',
    frames: { nhi: ['NHI10:2025'], agentic: ['ASI03'], mcp: [], aiRmf: [] },
    test({ ended, principal, uses, name }) {
      const machines = uses.filter(({ job }) => job !== undefined).map(({ job }) => `the job ${job ?? ''}`);
      if (ended || principal !== 'user' || machines.length === 0) return undefined;
      return { facts: { credential: name, users: listOf([...new Set(machines)]) } };
    },
  }),
  defineCheck({
    id: 'over-broad-scopes',
    subjects: ['credential'],
    title: 'It can do more than it needs',
    severity: 'high',
    says: '{credential} carries {scopes}.',
    remedy: 'Issue one with the scopes that its server needs, and write them into the policy’s `servers`.',
    frames: { nhi: ['NHI5:2025'], agentic: ['ASI03'], mcp: ['MCP02:2025'], aiRmf: [] },
    test({ ended, scopes, registered, name }) {
      if (ended) return undefined;
      const allowed = new Set(registered?.scopes);
      const broad = scopes.filter((scope) => (allowed.size > 0 ? !allowed.has(scope) : isBroad(scope)));
      return broad.length > 0 ? { facts: { credential: name, scopes: listOf(broad) } } : undefined;
    },
  }),
  defineCheck({
    id: 'no-audit',
    subjects: ['credential'],
    title: 'Its use leaves no trace',
    severity: 'low',
    says: '{provider} does not tell when {credential} was used: nobody would see a theft.',
    remedy:
      'Prefer a kind of credential whose use is logged, or put a gateway before the server that logs each call.',
    frames: { nhi: [], agentic: [], mcp: ['MCP08:2025'], aiRmf: ['GOVERN 1.5', 'MEASURE 2.8'] },
    test: ({ ended, showsUse, name, provider }) =>
      ended || showsUse ? undefined : { facts: { credential: name, provider } },
  }),
];

/** Scopes that open all of a provider, or write to it as its administrator. */
const BROAD = [
  /^\*$/,
  /[:./]\*$/,
  /^(?:admin|all|api|full[-_ ]?access|owner|root|superuser|write_all|sudo)$/i,
  /(?:^|[:_.-])admin(?:$|[:_.-])/i,
  // GitHub: every repository that the person can reach.
  /^(?:repo|delete_repo|workflow)$/,
  // Google: everything of the cloud.
  /\/auth\/cloud-platform$/,
];

const isBroad = (scope: string) => BROAD.some((pattern) => pattern.test(scope));
