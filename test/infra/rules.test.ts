import { deployed, deployedPortal, proveRules } from '../support/infra.ts';
import { PORTAL_RULES, SERVICE_RULES } from '../support/infra-rules/by-title.ts';

for (const [title, rules] of Object.entries(SERVICE_RULES)) proveRules(title, rules, deployed);
for (const [title, rules] of Object.entries(PORTAL_RULES)) proveRules(title, rules, deployedPortal);
