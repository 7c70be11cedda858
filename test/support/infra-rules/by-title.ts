import type { ProvenRule } from '../infra.ts';
import { API_RULES, SIGN_IN_RULES } from './access.ts';
import { DATA_RULES } from './data.ts';
import { FUNCTION_RULES } from './functions.ts';
import { MONITORING_RULES } from './monitoring.ts';
import { PERMISSION_RULES } from './permissions.ts';
import { DISTRIBUTION_RULES, FILE_RULES, HEADER_RULES } from './portal.ts';
import { TRUST_RULES } from './trust.ts';
import { WORKFLOW_RULES } from './workflows.ts';

type Rules = Readonly<Record<string, readonly ProvenRule[]>>;

/** Rules of our own for what holds data and what works on it. */
export const SERVICE_RULES: Rules = {
  'The HTTP API': API_RULES,
  'Signing in': SIGN_IN_RULES,
  'What is kept': DATA_RULES,
  Functions: FUNCTION_RULES,
  Workflows: WORKFLOW_RULES,
  Permissions: PERMISSION_RULES,
  'Whom it trusts': TRUST_RULES,
  'Failures reach people': MONITORING_RULES,
};

/** Rules of our own for the portal's files and the edge. */
export const PORTAL_RULES: Rules = {
  'The files of the portal': FILE_RULES,
  'The distribution': DISTRIBUTION_RULES,
  'The headers of the portal': HEADER_RULES,
};
