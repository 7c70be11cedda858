import type { SeedPractice } from '../xero/model.ts';
import { demoPractice } from '../xero/demo-practice.ts';

export interface DemoUser {
  email: string;
  name: string;
  role: 'admin' | 'member';
  /** Has an authenticator app from the start. */
  mfa: boolean;
}

export interface DemoFirm {
  name: string;
  timeZone: string;
  seats: number;
  users: DemoUser[];
}

/** One password for all demo users: they exist on this machine only. */
export const DEMO_PASSWORD = 'Portal-demo-2026!';

const HARBOUR = 'Harbour Accounting';
const RATA = 'Rata Advisory';

export const DEMO_FIRMS: DemoFirm[] = [
  {
    name: HARBOUR,
    timeZone: 'Pacific/Auckland',
    seats: 25,
    users: [
      { email: 'mere@harbour.example', name: 'Mere Tamihana', role: 'admin', mfa: true },
      { email: 'tom@harbour.example', name: 'Tom Whitfield', role: 'admin', mfa: false },
      { email: 'aroha@harbour.example', name: 'Aroha Ngata', role: 'member', mfa: true },
      { email: 'ben@harbour.example', name: 'Ben Carter', role: 'member', mfa: false },
      { email: 'lucy@harbour.example', name: 'Lucy Zhang', role: 'member', mfa: false },
    ],
  },
  {
    name: RATA,
    timeZone: 'Australia/Brisbane',
    seats: 10,
    users: [
      { email: 'priya@rata.example', name: 'Priya Raman', role: 'admin', mfa: true },
      { email: 'jack@rata.example', name: 'Jack Olsen', role: 'admin', mfa: false },
      { email: 'sione@rata.example', name: 'Sione Fifita', role: 'member', mfa: true },
      { email: 'emma@rata.example', name: 'Emma Brooks', role: 'member', mfa: false },
      { email: 'noah@rata.example', name: 'Noah Kelly', role: 'member', mfa: false },
    ],
  },
];

/** The firm that is connected at the first start, and who at Xero allows it. */
export const CONNECTED_AT_START = {
  firm: HARBOUR,
  admin: 'mere@harbour.example',
  xeroUser: 'partner@harbour.example',
};

export const demoPractices = (): SeedPractice[] => [
  demoPractice({ name: HARBOUR, clients: 1200, seed: 1 }),
  demoPractice({ name: RATA, clients: 180, seed: 2 }),
];
