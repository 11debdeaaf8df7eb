export { detect } from './detect.ts';
export { detectVariable } from './detect-variable.ts';
export type { Confidence, Finding, Slot, Span, Text } from './finding.ts';
export { fitsType, isExact } from './formats/fits-type.ts';
export type { Format } from './formats/format.ts';
export type { JwtFacts } from './formats/jwt.ts';
export { hasMcpContext } from './mcp-context.ts';
export { formats } from './formats/formats.ts';
export { keyedFormats } from './formats/keyed-formats.ts';
export { isWorthReading } from './plan.ts';
export { findJobsIn } from './mentions/find-jobs-in.ts';
export { findServersIn } from './mentions/find-servers-in.ts';
export type { JobMention, Reference, ServerMention, Via } from './mentions/mention.ts';
export { readWorkflowDocument, type Stretch } from './mentions/workflow-document.ts';
export { redactKnownFormats } from './redact.ts';
export { inputDeclaration } from './surfaces/input-declaration.ts';
export { looksLikeServerMap } from './surfaces/looks-like-server-map.ts';
export {
  hasStatements,
  referenceAt,
  referenceFor,
  replacementFor,
  variableNameFor,
  type ReplacementContext,
} from './surfaces/replacement-for.ts';
export { codexBearer, codexHeaders, codexVariables } from './surfaces/statement-syntax.ts';
export { surfaceOf } from './surfaces/surface-of.ts';
export type { Surface } from './surfaces/surface.ts';
