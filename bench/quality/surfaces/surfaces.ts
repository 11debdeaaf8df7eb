import type { QualitySurface } from '../quality-file.ts';
import { JSON_CLIENTS } from './json-clients.ts';

/** Every surface of the exam. */
export const SURFACES: readonly QualitySurface[] = [...JSON_CLIENTS];
