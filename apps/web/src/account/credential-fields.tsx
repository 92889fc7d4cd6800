import type { Dispatch, StateUpdater } from 'preact/hooks';
import { Field } from '../kit/field.tsx';

const NAME_RULES = '3 to 24 letters and digits, a letter first; single . _ - between them.';
export const PASSWORD_RULES = 'At least 8 characters. A few words are better than one with signs.';

/** What somebody comes back by. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export const NO_CREDENTIALS: Credentials = { username: '', password: '' };

/** Whether there is something in both to be sent; what the server takes it says itself. */
export const areGiven = ({ username, password }: Credentials): boolean => username !== '' && password !== '';

export interface CredentialFieldsProps {
  readonly value: Credentials;
  /** Told of each field by itself: a browser may fill both in before this is drawn again. */
  readonly onValue: Dispatch<StateUpdater<Credentials>>;
  /** Chosen here for the first time: the rules are shown, and a browser offers a password of its own. */
  readonly chosen: boolean;
}

/** The name and the password of an account. */
export function CredentialFields({ value, onValue, chosen }: CredentialFieldsProps) {
  return (
    <>
      <Field
        label="Name"
        value={value.username}
        onValue={(username) => onValue((now) => ({ ...now, username }))}
        maxLength={24}
        autocomplete="username"
        {...(chosen && { hint: NAME_RULES })}
      />
      <Field
        label="Password"
        value={value.password}
        onValue={(password) => onValue((now) => ({ ...now, password }))}
        secret
        maxLength={128}
        autocomplete={chosen ? 'new-password' : 'current-password'}
        {...(chosen && { hint: PASSWORD_RULES })}
      />
    </>
  );
}
