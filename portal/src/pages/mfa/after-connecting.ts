/** Where an admin who had MFA before lands right after connecting. */
export const AFTER_CONNECTING = '/clients/manage?connection=connected';
