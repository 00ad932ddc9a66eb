/** A person's own page. */
export const account = {
	'push.title': ['Messages on this device', 'Nachrichten auf diesem Gerät', 'この端末への通知'],
	'push.text': [
		'Shown by this browser while no page of Meridian is open. They end when you log out here.',
		'Zeigt dieser Browser, auch wenn keine Seite von Meridian offen ist. Sie enden mit der Abmeldung hier.',
		'Meridianのページを閉じていてもこのブラウザが表示します。ここでログアウトすると終了します。',
	],
	'push.FILL': ['My orders are filled', 'Meine Aufträge werden ausgeführt', '自分の注文の約定'],
	'push.DENIAL': ['My orders are denied', 'Meine Aufträge werden abgelehnt', '自分の注文の拒否'],
	'push.ALERT': ['Alerts of the organisation fire', 'Alarme der Organisation lösen aus', '組織のアラート発動'],
	'push.denied': [
		'The browser may not show messages of this site: allow it in the browser’s own settings, then try again.',
		'Der Browser darf keine Nachrichten dieser Seite zeigen: in seinen Einstellungen erlauben, dann noch einmal versuchen.',
		'このサイトの通知がブラウザで許可されていません。ブラウザの設定で許可してから再度お試しください。',
	],
	'push.cannot': [
		'This browser can’t show messages while no page is open.',
		'Dieser Browser kann ohne offene Seite keine Nachrichten zeigen.',
		'このブラウザは、ページを閉じた状態での通知に対応していません。',
	],
	'push.off': [
		'This installation sends no messages to browsers.',
		'Diese Installation sendet keine Nachrichten an Browser.',
		'この環境ではブラウザへの通知を送信していません。',
	],
} as const;
