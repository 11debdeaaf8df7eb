/** Throws with all differences from GitHub's OpenAPI description that the requests have; says nothing when all is well. */
export function expectNoViolations(requests: readonly { readonly violations: readonly string[] }[]): void {
  const violations = requests.flatMap((request) => request.violations);
  if (violations.length === 0) return;
  throw new Error(`Requests that GitHub does not describe:\n${violations.join('\n')}`);
}
