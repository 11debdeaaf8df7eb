import { CREDENTIAL_TOOLS } from './credentials.ts';
import { FINDING_TOOLS } from './findings.ts';
import { INCIDENT_TOOLS } from './incidents.ts';
import { OVERVIEW_TOOLS } from './overview.ts';
import { REGISTER_TOOLS } from './register.ts';
import type { Tool } from './tool.ts';

/** All that an agent may ask. */
export const TOOLS: readonly Tool[] = [
  ...OVERVIEW_TOOLS,
  ...CREDENTIAL_TOOLS,
  ...INCIDENT_TOOLS,
  ...FINDING_TOOLS,
  ...REGISTER_TOOLS,
];
