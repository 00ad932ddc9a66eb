const row =
	'importId fileName fileBytes status phase bytesRead rows taken bad error venue instrument format crossed outOfOrder alreadyStored createdAt';
const problem = '... on UserError { code message }';

/** Documents of the data room; a test validates each against the API's schema. */
export const dataDocuments = {
	room: `query DataRoom { me { permissions } importFormats { name title bars zone } dataImports(first: 50) { ${row} } marketDataSeries { owner venue instrument table rows bytes firstAt lastAt } }`,
	preview: `query ImportPreview($importId: String!, $settings: ImportSettingsInput!) { importPreview(importId: $importId, settings: $settings) { __typename ${problem} ... on ImportPreview { format instrument zone priceDigits qtyDigits rows { row text fault at first second } } } }`,
	start: `mutation StartImport($importId: String!, $settings: ImportSettingsInput!) { startDataImport(importId: $importId, settings: $settings) { __typename ${problem} ... on DataImport { ${row} } } }`,
	discard: `mutation DiscardImport($importId: String!) { discardDataImport(importId: $importId) { __typename ${problem} ... on DataImport { importId } } }`,
	badRows:
		'query BadRows($importId: String!, $skip: Int!) { importBadRows(importId: $importId, skip: $skip, first: 100) { row kind text } }',
	live: `subscription DataImport($importId: String!) { dataImport(importId: $importId) { ${row} } }`,
} as const;
