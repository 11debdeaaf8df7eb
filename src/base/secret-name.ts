/**
 * Names that GitHub takes for a secret of Actions; without the `i` flag, so that a JSON Schema can say it.
 * https://docs.github.com/actions/reference/security/secrets#naming-your-secrets
 */
export const SECRET_NAME = /^(?![Gg][Ii][Tt][Hh][Uu][Bb]_)[A-Za-z_]\w{0,199}$/;

/**
 * What the secret is called that takes the place of a variable: `GH_TOKEN` for `GITHUB_TOKEN`, for GitHub forbids names that
 * begin so, in any case, and `secrets.GITHUB_TOKEN` is the job's own token. Any other name stays.
 */
export function secretNameFor(variable: string): string {
  return variable.replace(/^GITHUB_/i, 'GH_');
}
