/** What a program fetches before it runs it. */
export interface FetchedPackage {
  readonly runner: string;
  readonly package: string;
  /** Absent where the newest is fetched. */
  readonly version?: string;
}

/** Splits what is written into a name and what follows its mark. */
type Split = (written: string) => readonly [name: string, version?: string];

/** `name@1.2.3`, `@scope/name@1.2.3` */
const byAt: Split = (written) => {
  const at = written.indexOf('@', 1);
  return at === -1 ? [written] : [written.slice(0, at), written.slice(at + 1)];
};
/** `name==1.2.3`, `name@1.2.3`, `name[extra]>=1`; addresses of repositories end with `@commit`. */
const python: Split = (written) => {
  const match = /^([^=<>~!@]{1,200}?)(?:===?|@)(.{1,80})$/.exec(written);
  const [, name, version] = match ?? [];
  return name === undefined || version === undefined ? [written.replace(/[<>~!=].*$/, '')] : [name, version];
};
/** `registry/name:tag`, `name@sha256:…` */
const image: Split = (written) => {
  const digest = written.indexOf('@');
  if (digest !== -1) return [written.slice(0, digest), written.slice(digest + 1)];
  const colon = written.lastIndexOf(':');
  return colon > written.lastIndexOf('/') ? [written.slice(0, colon), written.slice(colon + 1)] : [written];
};

interface Runner {
  readonly split: Split;
  /** Words between the program and the package. */
  readonly verbs?: readonly (readonly string[])[];
  /** Flags that take the next word. */
  readonly valued: RegExp;
  /** A flag whose value is the package. */
  readonly packageFlag?: RegExp;
}

const NODE: Runner = {
  split: byAt,
  valued: /^(?:-c|--call|--registry|--cache|--prefix|-w|--workspace)$/,
  packageFlag: /^(?:-p|--package)$/,
};
const PYTHON: Runner = {
  split: python,
  valued: /^(?:-p|--python|--index-url|--index|--with|--with-requirements|--spec|--env-file|-c)$/,
  packageFlag: /^(?:--from|--spec)$/,
};
const CONTAINER: Runner = {
  split: image,
  verbs: [['run'], ['container', 'run'], ['create']],
  valued: /^(?:-e|--env|--env-file|-v|--volume|--mount|-p|--publish|--name|--network|--net|-u|--user|-w|--workdir|--entrypoint|-l|--label|--platform|--pull|-m|--memory|--cpus|--add-host|-h|--hostname|--restart|--gpus|--dns)$/,
}; // prettier-ignore

/** Programs that fetch a package by its name and run it. */
const RUNNERS: Readonly<Record<string, Runner>> = {
  npx: NODE,
  bunx: NODE,
  pnpx: NODE,
  pnpm: { ...NODE, verbs: [['dlx'], ['exec']] },
  yarn: { ...NODE, verbs: [['dlx']] },
  npm: { ...NODE, verbs: [['exec'], ['x']] },
  bun: { ...NODE, verbs: [['x']] },
  uvx: PYTHON,
  uv: { ...PYTHON, verbs: [['tool', 'run']] },
  pipx: { ...PYTHON, verbs: [['run']] },
  docker: CONTAINER,
  podman: CONTAINER,
};

/** Words of shells before the program that matters. */
const SHELLS = /^(?:cmd(?:\.exe)?|\/c|\/C|env|sudo|exec|bash|sh|zsh|-c|-lc)$/;
const MAX_WORDS = 200;

function afterVerbs(words: readonly string[], { verbs }: Runner): readonly string[] | undefined {
  if (!verbs) return words;
  const plain = words.filter((word) => !word.startsWith('-'));
  const verb = verbs.find((one) => one.every((word, at) => plain[at] === word));
  const last = verb?.at(-1);
  return last === undefined ? undefined : words.slice(words.indexOf(last) + 1);
}

function packageIn(words: readonly string[], { valued, packageFlag }: Runner): string | undefined {
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? '';
    const [flag = '', joined] = word.startsWith('--') ? word.split('=', 2) : [word];
    if (packageFlag?.test(flag)) return joined ?? words[at + 1];
    if (!word.startsWith('-')) return word;
    if (valued.test(word)) at++;
  }
  return undefined;
}

/**
 * The package that a command fetches and runs, as `npx`, `uvx`, `docker` and their kind do; undefined for other programs.
 *
 * @param words of the command line: the program, then its arguments
 */
export function packageOf(words: readonly string[]): FetchedPackage | undefined {
  const start = words.slice(0, MAX_WORDS).findIndex((word) => !SHELLS.test(word));
  const [program = '', ...rest] = start === -1 ? [] : words.slice(start, MAX_WORDS);
  const name = program
    .replace(/^.*[\\/]/, '')
    .replace(/\.(?:exe|cmd)$/i, '')
    .toLowerCase();
  const runner = Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined;
  const after = runner && afterVerbs(rest, runner);
  const written = runner && after && packageIn(after, runner);
  if (!runner || written === undefined || /[$\s]/.test(written)) return undefined;
  const [found, version] = runner.split(written);
  return { runner: name, package: found, ...(version === undefined || version === '' ? {} : { version }) };
}
