import { DomainError } from '../errors.ts';

/** The mail service will never take this mail: bad address, unverified sender. */
export class MailRefusedError extends DomainError {
  constructor(
    readonly reason: string,
    options?: ErrorOptions,
  ) {
    super('invalid', 'MAIL_REFUSED', `The e-mail was refused: ${reason}`, options);
  }
}
