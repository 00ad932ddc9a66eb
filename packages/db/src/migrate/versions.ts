/**
 * The oldest tenant schema that this code can serve. Migrations expand first and contract later, so it trails the newest version; a
 * tenant below it is refused alone.
 */
export const minimumTenantVersion = 13;
