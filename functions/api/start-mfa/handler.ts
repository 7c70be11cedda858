import { mfaAlreadyOn, signInAgain } from '#domain/user/errors.ts';
import { otpauthUri } from '#domain/user/otpauth-uri.ts';
import type { AuthenticatorEnrolment, UserDirectory } from '#domain/user/ports.ts';
import type { FirmRepository } from '#domain/firm/ports.ts';
import type { Caller } from '#runtime/http.ts';
import { bearerToken } from '../bearer-token.ts';

export interface Deps {
  firms: FirmRepository;
  directory: Pick<UserDirectory, 'hasMfa'>;
  enrolment: Pick<AuthenticatorEnrolment, 'begin'>;
}

interface Request {
  caller: Caller;
  headers: Record<string, string>;
}

export function makeHandler({ firms, directory, enrolment }: Deps) {
  return async ({ caller: { user }, headers }: Request) => {
    if (await directory.hasMfa(user.userId)) throw mfaAlreadyOn();
    const firm = await firms.get(user.firmId);
    if (firm === undefined) throw new Error('A user without a firm');
    const begun = await enrolment.begin(bearerToken(headers));
    if (begun.outcome === 'sign-in-again') throw signInAgain();
    const { secret } = begun;
    return {
      body: { secret, otpauthUri: otpauthUri({ issuer: firm.name, account: user.email, secret }) },
    };
  };
}
