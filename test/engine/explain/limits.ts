/** Limits of an engine, as a dry run tells them. */
import type { RouteAnswer } from '../../../src/engine/routeAnswer';

export const limits: RouteAnswer['limits'] = {
  recipientsPerTransaction: 100,
  connectionsPerHost: 10,
  messagesPerConnection: 20,
  deadlineMinutes: 60,
  retryMinutes: [15, 30],
  expirationHours: 48,
};
