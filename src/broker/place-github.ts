const GITHUB_ORIGIN = 'https://api.github.com';

/**
 * Where GitHub's API is. A GitHub Enterprise is asked before github.com; one without https, on the operator's own
 * machine, stands in the place of github.com.
 *
 * @param apiUrl base of its REST API, without a slash at the end
 */
export function placeGitHub(apiUrl: string): {
  readonly bases: readonly (readonly [string, string])[];
  readonly listed: readonly string[];
} {
  const url = URL.parse(apiUrl);
  if (url?.protocol !== 'https:' || url.origin === GITHUB_ORIGIN)
    return { bases: [[GITHUB_ORIGIN, apiUrl]], listed: [] };
  return { bases: [[url.origin, apiUrl]], listed: [url.origin] };
}
