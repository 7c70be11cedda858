import { contracts } from '../../../functions/api/registry.ts';
import {
  always,
  at,
  listAt,
  ofType,
  type ProvenRule,
  type Rule,
  textAt,
  textsAt,
  withChange,
  withResource,
} from '../infra.ts';

const OPEN_ROUTES = ['GET /api/oauth/xero/callback'];

const authorized: Rule = (all) => {
  const [authorizer] = ofType(all, 'ApiGatewayV2::Authorizer');
  return ofType(all, 'ApiGatewayV2::Route').flatMap(({ properties }) => {
    const route = textAt(properties, 'RouteKey');
    const asked =
      textAt(properties, 'AuthorizationType') === 'JWT' &&
      textAt(properties, 'AuthorizerId') === authorizer?.physicalId;
    return asked === OPEN_ROUTES.includes(route)
      ? [`${route}: ${asked ? 'signed-in users' : 'everybody'}`]
      : [];
  });
};

const everyContract: Rule = (all) => {
  const found = ofType(all, 'ApiGatewayV2::Route').map(({ properties }) => textAt(properties, 'RouteKey'));
  const wanted = Object.values(contracts).map(({ method, path }) => `${method} /api${path}`);
  return [...found.filter((key) => !wanted.includes(key)), ...wanted.filter((key) => !found.includes(key))];
};

const issuedByOurPool: Rule = (all) => {
  const [pool] = ofType(all, 'Cognito::UserPool');
  const [client] = ofType(all, 'Cognito::UserPoolClient');
  return ofType(all, 'ApiGatewayV2::Authorizer').flatMap(({ logicalId, properties }) =>
    textAt(properties, 'JwtConfiguration.Issuer').endsWith(`.amazonaws.com/${String(pool?.physicalId)}`) &&
    JSON.stringify(at(properties, 'JwtConfiguration.Audience')) === JSON.stringify([client?.physicalId])
      ? []
      : [logicalId],
  );
};

const logged: Rule = (all) =>
  ofType(all, 'ApiGatewayV2::Stage').flatMap(({ properties }) => {
    const format = textAt(properties, 'AccessLogSettings.Format');
    const needed = ['requestId', 'routeKey', 'status', 'identity.sourceIp'];
    return [
      ...needed.filter((field) => !format.includes(`$context.${field}`)),
      // The query of the callback holds a code, a path the id of a client.
      ...['$context.path', 'querystring', '$context.authorizer.claims.email'].filter((field) =>
        format.includes(field),
      ),
      ...(textAt(properties, 'AccessLogSettings.DestinationArn').startsWith('arn:aws:logs:')
        ? []
        : ['no log group']),
    ];
  });

const triggers: Rule = (all) =>
  ofType(all, 'Cognito::UserPool').flatMap(({ properties }) => {
    const [key, ...others] = Object.keys(at(properties, 'LambdaConfig') ?? {});
    const arn = textAt(properties, 'LambdaConfig.PreTokenGenerationConfig.LambdaArn');
    const version = textAt(properties, 'LambdaConfig.PreTokenGenerationConfig.LambdaVersion');
    return key === 'PreTokenGenerationConfig' &&
      others.length === 0 &&
      version === 'V2_0' &&
      arn.includes('PreToken')
      ? []
      : [`${String(key)} ${others.join(' ')} ${version}`];
  });

export const API_RULES: readonly ProvenRule[] = [
  {
    rule: 'takes signed-in users only, but for where Xero sends a browser',
    check: authorized,
    weaken: withChange('ApiGatewayV2::Route', 'AuthorizationType', 'NONE'),
  },
  {
    rule: 'has the routes of the contracts and no other',
    check: everyContract,
    weaken: withResource('ApiGatewayV2::Route', { RouteKey: 'GET /api/debug' }),
  },
  {
    rule: 'believes tokens of its own pool and client',
    check: issuedByOurPool,
    weaken: withChange('ApiGatewayV2::Authorizer', 'JwtConfiguration.Audience', []),
  },
  {
    rule: 'is throttled',
    check: always('ApiGatewayV2::Stage', {
      'DefaultRouteSettings.ThrottlingRateLimit': 500,
      'DefaultRouteSettings.ThrottlingBurstLimit': 1000,
    }),
    weaken: withChange('ApiGatewayV2::Stage', 'DefaultRouteSettings', {}),
  },
  {
    rule: 'logs each request, without what is in its query',
    check: logged,
    weaken: withChange('ApiGatewayV2::Stage', 'AccessLogSettings.Format', '$context.requestId $context.path'),
  },
  {
    rule: 'lets no foreign page call it',
    check: (all) =>
      ofType(all, 'ApiGatewayV2::Api').flatMap(({ properties }) =>
        textsAt(properties, 'CorsConfiguration.AllowOrigins'),
      ),
    weaken: withChange('ApiGatewayV2::Api', 'CorsConfiguration', { AllowOrigins: ['*'] }),
  },
];

export const SIGN_IN_RULES: readonly ProvenRule[] = [
  {
    rule: 'never sends a password: SRP only',
    check: always('Cognito::UserPoolClient', {
      ExplicitAuthFlows: ['ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    }),
    weaken: withChange('Cognito::UserPoolClient', 'ExplicitAuthFlows', ['ALLOW_USER_PASSWORD_AUTH']),
  },
  {
    rule: 'knows authenticator apps as its only second factor',
    check: always('Cognito::UserPool', { EnabledMfas: ['SOFTWARE_TOKEN_MFA'], MfaConfiguration: 'OPTIONAL' }),
    weaken: withChange('Cognito::UserPool', 'EnabledMfas', ['SMS_MFA', 'SOFTWARE_TOKEN_MFA']),
  },
  {
    rule: 'gives access for five minutes and renews it for twelve hours',
    check: always('Cognito::UserPoolClient', {
      AccessTokenValidity: 5,
      IdTokenValidity: 5,
      RefreshTokenValidity: 720,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
    }),
    weaken: withChange('Cognito::UserPoolClient', 'AccessTokenValidity', 60),
  },
  {
    rule: 'can be revoked, and does not tell who exists',
    check: always('Cognito::UserPoolClient', {
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
    }),
    weaken: withChange('Cognito::UserPoolClient', 'EnableTokenRevocation', false),
  },
  {
    rule: 'has no OAuth flow, no secret and no address to call back',
    check: (all) => [
      ...always('Cognito::UserPoolClient', { AllowedOAuthFlowsUserPoolClient: false })(all),
      ...ofType(all, 'Cognito::UserPoolClient').flatMap(({ properties }) =>
        ['AllowedOAuthFlows', 'CallbackURLs', 'GenerateSecret'].filter((name) =>
          listAt(properties, name).some(Boolean),
        ),
      ),
      ...ofType(all, 'Cognito::UserPoolDomain').map(({ logicalId }) => logicalId),
    ],
    weaken: withChange('Cognito::UserPoolClient', 'AllowedOAuthFlows', ['implicit']),
  },
  {
    rule: 'stamps tokens with the V2 trigger and has no other',
    check: triggers,
    weaken: withChange('Cognito::UserPool', 'LambdaConfig.PreTokenGenerationConfig.LambdaVersion', 'V1_0'),
  },
  {
    rule: 'is by invitation',
    check: always('Cognito::UserPool', { 'AdminCreateUserConfig.AllowAdminCreateUserOnly': true }),
    weaken: withChange('Cognito::UserPool', 'AdminCreateUserConfig.AllowAdminCreateUserOnly', false),
  },
  {
    rule: 'remembers no device, which would stand in for a second factor',
    check: (all) =>
      ofType(all, 'Cognito::UserPool')
        .filter(({ properties }) => at(properties, 'DeviceConfiguration') !== undefined)
        .map(({ logicalId }) => logicalId),
    weaken: withChange('Cognito::UserPool', 'DeviceConfiguration', { ChallengeRequiredOnNewDevice: true }),
  },
  {
    rule: 'asks for long passwords of all kinds of characters',
    check: always('Cognito::UserPool', {
      'Policies.PasswordPolicy.MinimumLength': 12,
      'Policies.PasswordPolicy.RequireLowercase': true,
      'Policies.PasswordPolicy.RequireNumbers': true,
      'Policies.PasswordPolicy.RequireSymbols': true,
      'Policies.PasswordPolicy.RequireUppercase': true,
    }),
    weaken: withChange('Cognito::UserPool', 'Policies.PasswordPolicy.MinimumLength', 8),
  },
  {
    rule: 'lets nobody move to another firm',
    check: (all) =>
      ofType(all, 'Cognito::UserPool').flatMap(({ properties }) =>
        listAt(properties, 'Schema')
          .filter((attribute) => textAt(attribute, 'Name') === 'firmId' && at(attribute, 'Mutable') !== false)
          .map(() => 'custom:firmId can be changed'),
      ),
    weaken: withChange('Cognito::UserPool', 'Schema', [{ Name: 'firmId', Mutable: true }]),
  },
];
