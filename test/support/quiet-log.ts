import { logger } from '#runtime/logger.ts';

// Entries log every call; a test that cares spies on the logger.
logger.setLogLevel('SILENT');
