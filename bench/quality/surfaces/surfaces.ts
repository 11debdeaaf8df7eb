import type { QualitySurface } from '../quality-file.ts';
import { BROKEN_FILES } from './broken-files.ts';
import { COMMANDS } from './commands.ts';
import { CONTAINERS } from './containers.ts';
import { DOTENV } from './dotenv.ts';
import { FRONT_MATTER } from './front-matter.ts';
import { HISTORIES } from './histories.ts';
import { INNOCENT_FILES } from './innocent-files.ts';
import { JSON_CLIENTS } from './json-clients.ts';
import { LINK_SURFACES } from './links.ts';
import { NESTED_JSON } from './nested-json.ts';
import { PLAIN_TEXT } from './plain-text.ts';
import { REGISTRIES } from './registries.ts';
import { SERVICES } from './services.ts';
import { SOURCE_CODE } from './source-code.ts';
import { TOKEN_CACHES } from './token-caches.ts';
import { TOML_CODEX } from './toml-codex.ts';
import { WORKFLOWS } from './workflows.ts';
import { YAML_CLIENTS } from './yaml-clients.ts';

/** Every surface of the exam. */
export const SURFACES: readonly QualitySurface[] = [
  ...JSON_CLIENTS,
  ...TOML_CODEX,
  ...YAML_CLIENTS,
  ...FRONT_MATTER,
  ...DOTENV,
  ...CONTAINERS,
  ...NESTED_JSON,
  ...SERVICES,
  ...COMMANDS,
  ...LINK_SURFACES,
  ...TOKEN_CACHES,
  ...SOURCE_CODE,
  ...WORKFLOWS,
  ...REGISTRIES,
  ...HISTORIES,
  ...BROKEN_FILES,
  ...PLAIN_TEXT,
  ...INNOCENT_FILES,
];
