import { defineCheck, type Check } from '../check.ts';
import { listOf } from '../measure.ts';
import { issuerOf } from '../static-keys.ts';

/** Names of what takes a credential. */
const TAKES_CREDENTIAL = /token|secret|password|passwd|api[-_]?key|auth|bearer|credential|cookie/i;

/** How jobs of workflows come by credentials. */
export const WORKFLOWS: readonly Check[] = [
  defineCheck({
    id: 'variable-as-secret',
    subjects: ['job'],
    title: 'A variable is used as a secret',
    severity: 'high',
    says: 'The job {job} takes {names} from variables, whose values are shown to readers and not masked in logs.',
    remedy: 'Move the value into a secret, and refer to `secrets` instead of `vars`.',
    frames: { nhi: ['NHI4:2025', 'NHI6:2025'], agentic: [], mcp: [], aiRmf: [] },
    test({ job, takes }) {
      const found = takes.filter(({ via, key = '' }) => via === 'variable' && TAKES_CREDENTIAL.test(key));
      return found.length > 0 ? { facts: { job, names: listOf(found.map(({ name }) => name)) } } : undefined;
    },
  }),
  defineCheck({
    id: 'static-key',
    subjects: ['job'],
    title: 'A static key where none is needed',
    severity: 'medium',
    says: 'The job {job} keeps {names}, although {issuer} would trust the workflow itself.',
    remedy:
      'Let the job ask for an identity (`id-token: write`) and exchange it with the issuer, then end the key.',
    frames: { nhi: ['NHI4:2025', 'NHI6:2025', 'NHI7:2025'], agentic: [], mcp: [], aiRmf: [] },
    test({ job, oidc, takes }) {
      const found = takes.flatMap(({ via, name, key }) => {
        const issuer = via === 'secret' ? (issuerOf(name) ?? (key && issuerOf(key))) : undefined;
        return issuer ? [{ name, issuer }] : [];
      });
      if (oidc || found.length === 0) return undefined;
      const issuers = [...new Set(found.map(({ issuer }) => issuer))];
      return { facts: { job, names: listOf(found.map(({ name }) => name)), issuer: listOf(issuers) } };
    },
  }),
  defineCheck({
    id: 'foreign-code',
    subjects: ['job'],
    title: 'Code of strangers runs beside a credential',
    severity: 'high',
    says: 'The job {job} starts on {triggers}, checks out the code of the pull request and holds {names}: whoever opens one can read them.',
    remedy: 'Run that code on `pull_request`, which has no secrets, or keep the secrets in another job.',
    frames: { nhi: ['NHI6:2025'], agentic: ['ASI04', 'ASI05'], mcp: [], aiRmf: ['MAP 4.2'] },
    test({ job, runsForeignCode, triggers, takes }) {
      const names = takes.filter(({ via }) => via === 'secret').map(({ name }) => name);
      if (!runsForeignCode || names.length === 0) return undefined;
      const risky = triggers.filter((trigger) =>
        /^(?:pull_request_target|workflow_run|issue_comment)$/.test(trigger),
      );
      return { facts: { job, triggers: listOf(risky), names: listOf(names) } };
    },
  }),
];
