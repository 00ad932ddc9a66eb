const part = (id) => document.getElementById(id);
const show = (value) => {
	part('answer').textContent = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
};
part('token').value = sessionStorage.getItem('token') ?? '';
const authorization = () => {
	sessionStorage.setItem('token', part('token').value);
	return part('token').value === '' ? {} : { authorization: `Bearer ${part('token').value}` };
};
const post = async (body) => {
	const headers = { 'content-type': 'application/json', ...authorization() };
	return (await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify(body) })).json();
};

let socket = null;
/** graphql-transport-ws, one operation. */
function listen(payload) {
	socket?.close();
	const opened = new WebSocket(`ws://${location.host}/graphql`, 'graphql-transport-ws');
	socket = opened;
	const say = (message) => opened.send(JSON.stringify(message));
	opened.onopen = () => say({ type: 'connection_init', payload: authorization() });
	opened.onmessage = ({ data }) => {
		const message = JSON.parse(data);
		if (message.type === 'connection_ack') say({ id: '1', type: 'subscribe', payload });
		else if (message.type === 'ping') say({ type: 'pong' });
		else show(message.payload ?? message.type);
	};
	opened.onclose = ({ code, reason }) => opened === socket && show(`closed: ${code} ${reason}`);
}

async function run() {
	try {
		const query = part('query').value;
		const payload = { query, variables: JSON.parse(part('variables').value || '{}') };
		if (/^\s*subscription\b/m.test(query)) listen(payload);
		else show(await post(payload));
	} catch (error) {
		show(String(error));
	}
}
part('run').onclick = run;
part('stop').onclick = () => socket?.close();
addEventListener('keydown', (event) => event.key === 'Enter' && event.ctrlKey && run());

const nameOf = (type) =>
	type.kind === 'NON_NULL' ? `${nameOf(type.ofType)}!` : type.kind === 'LIST' ? `[${nameOf(type.ofType)}]` : type.name;
const ref = 'kind name ofType { kind name ofType { kind name ofType { kind name } } }';
const lineOf = (field) => {
	const args = (field.args ?? []).map((arg) => `${arg.name}: ${nameOf(arg.type)}`).join(', ');
	return `  ${field.name}${args === '' ? '' : `(${args})`}: ${nameOf(field.type)}`;
};
/** Every type with its fields; the search keeps those that have the word. */
async function readSchema() {
	const fields = `name args { name type { ${ref} } } type { ${ref} }`;
	const { data } = await post({
		query: `{ __schema { types { kind name fields { ${fields} } inputFields { name type { ${ref} } } enumValues { name } } } }`,
	});
	const texts = data.__schema.types
		.filter(({ name }) => !name.startsWith('__'))
		.map(({ name, fields: own, inputFields, enumValues }) =>
			[name, ...(own ?? inputFields ?? []).map(lineOf), ...(enumValues ?? []).map((value) => `  ${value.name}`)].join('\n'),
		);
	const filter = () => {
		const word = part('find').value.toLowerCase();
		part('schema').textContent = texts.filter((text) => text.toLowerCase().includes(word)).join('\n\n');
	};
	part('find').oninput = filter;
	filter();
}
readSchema().catch((error) => {
	part('schema').textContent = String(error);
});
