import type { CheckReport, ExposureReport, IncidentReport } from '../../../src/inventory/report.ts';
import type { ReplacementFor } from '../../../src/respond/rendered.ts';

export const HEAD = 'a1b2c3d4e5f60718293a4b5c6d7e8f9012345678';

/** A place in `.mcp.json` of a private repository, brought by the head commit. */
export function exposure(changes: Partial<ExposureReport> = {}): ExposureReport {
  return {
    incidentId: 'incident-1',
    repository: { owner: 'acme', name: 'app', private: true },
    commit: HEAD,
    path: '.mcp.json',
    startLine: 7,
    startColumn: 23,
    endLine: 7,
    endColumn: 63,
    surface: 'claude-code',
    slot: 'env',
    confidence: 'exact',
    server: 'github',
    key: 'GITHUB_TOKEN',
    introduced: true,
    ...changes,
  };
}

/** A GitHub token, revoked 812 ms after it was found. */
export function incident(changes: Partial<IncidentReport> = {}): IncidentReport {
  return {
    id: 'incident-1',
    provider: 'github',
    type: 'github-pat-classic',
    redacted: 'ghp_… (40 characters)',
    fingerprint: '3f2a91c0b7de',
    state: 'revoked_verified',
    public: false,
    exposures: [exposure()],
    exposureCount: 1,
    timeline: [
      { at: new Date('2026-11-23T20:04:05.100Z'), event: 'found' },
      { at: new Date('2026-11-23T20:04:05.130Z'), event: 'revoking' },
      { at: new Date('2026-11-23T20:04:05.300Z'), event: 'probe_live', http: 200 },
      { at: new Date('2026-11-23T20:04:05.600Z'), event: 'revocation_accepted', http: 202 },
      { at: new Date('2026-11-23T20:04:05.900Z'), event: 'probe_dead', http: 401 },
      { at: new Date('2026-11-23T20:04:05.912Z'), event: 'revoked_verified' },
    ],
    ...changes,
  };
}

/** A check in enforce mode on a private repository; by default it found nothing. */
export function report(changes: Partial<CheckReport> = {}): CheckReport {
  return {
    headSha: HEAD,
    mode: 'enforce',
    private: true,
    exposures: [],
    incidents: [],
    notes: [],
    ...changes,
  };
}

export const replacementFor: ReplacementFor = ({ key }) =>
  key === undefined ? undefined : `"${key}": "\${${key}}"`;

/** Texts that a repository can hold and that try to become something in what we write. */
export const HOSTILE = [
  'EVIL`code`EVIL',
  '``EVIL `` ` ```',
  '`',
  '``',
  'EVIL\n\n# EVIL\n\n- EVIL',
  'EVIL\r\n```\n</details>\n<img src=x onerror=EVIL>',
  '<!-- rekey:incident:EVIL -->',
  '--> <script>EVIL</script> <!--',
  '@EVIL and @EVIL/team and EVIL@example.com',
  '#1 GH-1 EVIL/EVIL#2 EVIL-3 a1b2c3d4e5f60718293a4b5c6d7e8f9012345678',
  'http://EVIL.example https://EVIL.example www.EVIL.example ftp://EVIL.example mailto:a@EVIL.example',
  '[EVIL](https://EVIL.example) ![EVIL](https://EVIL.example/x.png) <https://EVIL.example> [EVIL][1]',
  '| EVIL | \\| EVIL | \\\\| EVIL',
  'EVIL\u{202e}gnp.exe \u{2066}EVIL\u{2069} \u{200b}\u{feff}\u{ad}',
  'EVIL\u{0}\u{1b}[31m\u{7f}\u{85}\u{2028}\u{2029}\t',
  '\ud800EVIL\udc00',
  '**EVIL** _EVIL_ ~~EVIL~~ $`EVIL`$ $$EVIL$$ :tada: &lt;EVIL&gt; &#64;EVIL',
  '1. EVIL',
  '    EVIL',
  '===',
  '---',
  '__proto__',
  'EVIL/'.repeat(2000),
  '`'.repeat(3000),
  '',
  ' ',
] as const;
