/** Tells password managers whose password is being changed. */
export function AccountField({ email }: { email: string }) {
  return <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />;
}
