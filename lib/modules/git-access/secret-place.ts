/** Where a credential's secret is sealed to. */
export const placeOf = (credentialId: string): string => `git_credentials:${credentialId}:sealed_secret`;
