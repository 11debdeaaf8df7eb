/** The line about frames of an incident in a file, and the last lines of every issue. */
export const FRAMEWORKS =
  'Maps to: [OWASP Non-Human Identities](https://owasp.org/www-project-non-human-identities-top-10/2025/top-10-2025) NHI2:2025 Secret Leakage; [OWASP MCP](https://owasp.org/www-project-mcp-top-10/) MCP01:2025 Token Mismanagement & Secret Exposure; [OWASP Agentic](https://genai.owasp.org/resource/owasp-top-10-for-agentic-applications-for-2026/) ASI03 Identity and Privilege Abuse; [NIST AI RMF](https://www.nist.gov/itl/ai-risk-management-framework) MANAGE 4.3 incidents are tracked and communicated.';

export const LAST_LINES = [
  'Rekey keeps the title and all above this line up to date. What is written below it stays, and so do labels, assignees, milestones and projects as people set them. Comment `/rekey help` for what you can tell Rekey.',
  '',
  '<!-- rekey:end -->',
];

const LINKS = /\[[A-Za-z -]+\]\(https:\/\/(?:owasp\.org|genai\.owasp\.org|www\.nist\.gov)\/[a-z0-9/-]+\)/g;

/** A body without what is the same in all of them, of which nothing comes from a repository. */
export function withoutFixedLines(body: string): string {
  return body.replace(LAST_LINES.join('\n'), '').replaceAll(LINKS, '');
}
