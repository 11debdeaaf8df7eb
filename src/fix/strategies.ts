import { readJsonc } from './jsonc.ts';
import { fixCodex } from './languages/codex.ts';
import { fixExample } from './languages/example.ts';
import { fixFrontMatter } from './languages/front-matter.ts';
import { fixJson, fixWithInputs } from './languages/json.ts';
import { fixProgram } from './languages/program.ts';
import { fixShell } from './languages/shell.ts';
import { fixWorkflow, fixYaml } from './languages/yaml.ts';
import { eachTarget, type Reason, type Strategy } from './target.ts';

const leave = (reason: Reason): Strategy => eachTarget(() => reason);

/** In Markdown the head is YAML; anything else is read as what it parses as. */
const fixDocument: Strategy = (source, targets) => {
  if (/\.mdx?$/i.test(source.path)) return fixFrontMatter(source, targets);
  if (readJsonc(source.text)) return fixJson(source, targets);
  const isYaml = /\.ya?ml(?:\.|$)/i.test(source.path);
  return isYaml ? fixYaml(source, targets) : leave('unsure')(source, targets);
};

const fixWorkflowFile: Strategy = (source, targets) => {
  if (/\.md$/i.test(source.path)) return fixFrontMatter(source, targets);
  // The inputs of an action bring what it needs; it sees no secret itself.
  const isAction = /(?:^|\/)action\.ya?ml$/i.test(source.path);
  return isAction ? leave('no-secrets-here')(source, targets) : fixWorkflow(source, targets);
};

/** By the surface of a finding, where its file is no plain document. */
const BY_SURFACE: Readonly<Record<string, Strategy>> = {
  vscode: fixWithInputs,
  'visual-studio': fixWithInputs,
  codex: fixCodex,
  // A list of names takes the place of an entry.
  goose: leave('unsure'),
  dotenv: fixExample,
  workflow: fixWorkflowFile,
  source: fixProgram,
  'source-python': fixProgram,
  shell: fixShell,
  notebook: leave('unsure'),
};

/** How credentials of a surface are replaced in their file. */
export function strategyFor(surface: string): Strategy {
  return (Object.hasOwn(BY_SURFACE, surface) ? BY_SURFACE[surface] : undefined) ?? fixDocument;
}
