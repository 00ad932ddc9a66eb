/** The role with rights on schema platform; nobody logs in as it. */
export const platformRole = 'meridian_platform';
/** The login of api and gateway: owns nothing, inherits nothing, may become the platform role or a tenant's. */
export const appRole = 'meridian_app';
