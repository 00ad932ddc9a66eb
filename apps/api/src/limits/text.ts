import { GraphQLError, type ValidationRule } from 'graphql';

/** PostgreSQL keeps no NUL, and half a surrogate pair is no character: such text is refused at the door, on whatever field it comes. */
export const isPlainText = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

const refusal = (): GraphQLError =>
	new GraphQLError('A text holds a NUL or half of a surrogate pair. Send well-formed Unicode without NUL.', {
		extensions: { code: 'BAD_USER_INPUT' },
	});

/** Of texts written into the document. */
export const plainTextRule: ValidationRule = (context) => ({
	StringValue: ({ value }) => {
		if (!isPlainText(value)) context.reportError(refusal());
	},
});

/** Of texts in the variables, however deep. Bounded by the size of the body. */
export const textError = (variables: unknown): GraphQLError | null => (holdsBadText(variables) ? refusal() : null);

function holdsBadText(value: unknown): boolean {
	if (typeof value === 'string') return !isPlainText(value);
	if (Array.isArray(value)) return value.some(holdsBadText);
	return (
		typeof value === 'object' && value !== null && Object.entries(value).some(([name, inner]) => !isPlainText(name) || holdsBadText(inner))
	);
}
