import * as z from 'zod';

/** Cognito's V2_0 event, as far as it is read; the whole of it goes back with the response filled in. */
export const EventSchema = z.looseObject({
  userPoolId: z.string(),
  userName: z.string(),
  /** `TokenGeneration_Authentication`, `TokenGeneration_RefreshTokens` and others. */
  triggerSource: z.string(),
  request: z.looseObject({
    userAttributes: z.looseObject({
      sub: z.string(),
      'custom:firmId': z.string().optional(),
    }),
  }),
});

const ResponseSchema = z.object({
  claimsAndScopeOverrideDetails: z.object({
    accessTokenGeneration: z.object({
      claimsToAddOrOverride: z.record(z.string(), z.string()),
      scopesToSuppress: z.array(z.string()),
    }),
  }),
});

export const contract = {
  input: EventSchema,
  output: EventSchema.extend({ response: ResponseSchema }),
};
