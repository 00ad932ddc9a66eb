export const errorSchema = 'urn:ietf:params:scim:api:messages:2.0:Error';
type ScimType = 'invalidFilter' | 'tooMany' | 'uniqueness' | 'mutability' | 'invalidSyntax' | 'invalidPath' | 'noTarget' | 'invalidValue';

/** What a directory hears when something is wrong (RFC 7644, 3.12). */
export class ScimError extends Error {
	readonly status: number;
	readonly scimType: ScimType | undefined;

	constructor(status: number, detail: string, scimType?: ScimType) {
		super(detail);
		this.status = status;
		this.scimType = scimType;
	}
}

export const scimErrorBody = ({ status, message, scimType }: ScimError) => ({
	schemas: [errorSchema],
	status: String(status),
	detail: message,
	...(scimType === undefined ? {} : { scimType }),
});
export const notFound = (id: string): ScimError => new ScimError(404, `Resource ${id.slice(0, 60)} not found`);
