/**
 * What XPM holds as e-mail, phone and website is free text: only what certainly is an address becomes a link.
 * Each answers undefined for anything else.
 */
export function mailtoOf(email: string): string | undefined {
  return /^[^\s@<>()",;:?&]+@[^\s@<>()",;:?&]+\.[^\s@<>()",;:.?&]+$/.test(email)
    ? `mailto:${encodeURIComponent(email).replace('%40', '@')}`
    : undefined;
}

export function telOf(phone: string): string | undefined {
  const international = phone.trim().startsWith('+');
  if (!/^\s*\+?[\d\s()./-]+$/.test(phone)) return undefined;
  // The zero in "+64 (0)21" is dialled at home only.
  const digits = (international ? phone.replace('(0)', '') : phone).replace(/\D/g, '');
  return digits.length < 3 ? undefined : `tel:${international ? '+' : ''}${digits}`;
}

/** Of a website, also without its scheme; never another scheme than the web's. */
export function webAddressOf(website: string): string | undefined {
  const text = website.trim();
  const address = /^[a-z][a-z\d+.-]*:/i.test(text) && !/^[^/]+:\d/.test(text) ? text : `https://${text}`;
  if (/\s/.test(address) || !URL.canParse(address)) return undefined;
  const { protocol, hostname, href } = new URL(address);
  return (protocol === 'https:' || protocol === 'http:') && hostname.includes('.') ? href : undefined;
}
