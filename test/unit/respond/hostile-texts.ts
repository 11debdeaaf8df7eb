import { HOSTILE } from './reports.ts';

/** More of what people may name files, branches, servers, keys and teams, or write as a reason. */
export const HOSTILE_TEXTS: readonly string[] = [
  ...HOSTILE,
  'EVIL`\n\n# EVIL\n\n/rekey revoke\n/rekey approve',
  '/rekey revoke',
  'EVIL\r/rekey revoke\u{2028}/rekey revoke',
  '<details open><summary>EVIL</summary>\n\n@org/team\n</details>',
  '<a href="https://EVIL.example">EVIL</a><!--',
  '-->\n\n<!-- rekey:end -->\nEVIL',
  '](https://EVIL.example) EVIL](https://EVIL.example "x")',
  '[EVIL]: https://EVIL.example',
  'EVIL[^1] [^1]: https://EVIL.example',
  '- [x] EVIL\n- [ ] @org/team',
  '> EVIL\n> # EVIL',
  '$\\href{https://EVIL.example}{EVIL}$ $$\nEVIL\n$$ `$EVIL$`',
  'a:rocket: :+1: :@org/team:',
  'EVIL@EVIL.example mailto:EVIL@EVIL.example xmpp:EVIL@EVIL.example',
  'acme/app#12 acme/app@a1b2c3d4e5f6 GH-12 #12 ghsa-aaaa-bbbb-cccc CVE-2026-12345',
  '\u{200b}@org/team \u{200e}@org/team \u{2067}EVIL\u{2069}',
  '\\`\\\\`\\',
  '| a | b |\n| --- | --- |\n| EVIL | EVIL |',
  '````suggestion\nEVIL\n````',
  '~~~\nEVIL\n~~~',
  '@org/team '.repeat(1000),
  '🧑‍💻 ðŸ EVIL 漢字 e\u{301}',
];
