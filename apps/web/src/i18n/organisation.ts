/** The organisation's own face, and names of rooms of administration. */
export const organisation = {
	'room.access': ['Access', 'Zugang', 'アクセス'],
	'room.organisation': ['Organisation', 'Organisation', '組織'],
	'programs.rotate': ['New secret', 'Neues Geheimnis', '新しいシークレット'],
	'programs.oldUntil': [
		'the old secret works too until {time}',
		'das alte Geheimnis gilt auch noch bis {time}',
		'以前のシークレットは {time} まで有効',
	],
	'organisation.brand': ['Name and colour', 'Name und Farbe', '名称と色'],
	'organisation.name': ['Shown name', 'Angezeigter Name', '表示名'],
	'organisation.nameHelp': [
		'What your people see at the top of each page. Empty: {name}.',
		'Was Ihre Leute oben auf jeder Seite sehen. Leer: {name}.',
		'各ページの上部に表示される名称です。空欄の場合は「{name}」になります。',
	],
	'organisation.colour': ['Colour', 'Farbe', '色'],
	'organisation.colourHelp': [
		'# and six hex digits. It is made lighter or darker until it can be read in both themes. Empty: the colour of Meridian.',
		'# und sechs Hexziffern. Sie wird heller oder dunkler, bis sie in beiden Farbschemata lesbar ist. Leer: die Farbe von Meridian.',
		'#と16進数6桁。両テーマで読めるように明るさを自動調整します。空欄の場合はMeridianの色になります。',
	],
	'organisation.colourWrong': [
		'A colour is # and six hex digits, like #1b5fc4.',
		'Eine Farbe ist # und sechs Hexziffern, etwa #1b5fc4.',
		'#1b5fc4のように、#と16進数6桁で入力してください。',
	],
	'organisation.sample': ['Button', 'Knopf', 'ボタン'],
	'organisation.save': ['Save', 'Speichern', '保存'],
	'organisation.features': ['Features', 'Funktionen', '機能'],
	'organisation.featuresText': [
		'They hold for everybody of the organisation, from when a page is next opened.',
		'Sie gelten für alle der Organisation, sobald eine Seite neu geöffnet wird.',
		'組織の全員に適用されます。次にページを開いたときから有効です。',
	],
	'organisation.ONE_CLICK_TRADING': ['One-click trading', 'Ein-Klick-Handel', 'ワンクリック取引'],
	'organisation.ONE_CLICK_TRADING.help': [
		'Traders may arm the ticket so that one press sends. Off: nobody can arm it.',
		'Händler dürfen den Auftrag scharf schalten, dann sendet ein Druck. Aus: niemand kann es.',
		'取引画面でワンクリック発注を有効にできます。オフの場合は誰も有効にできません。',
	],
	'organisation.GUIDED_TOUR': ['Guided tour', 'Rundgang', 'ガイドツアー'],
	'organisation.GUIDED_TOUR.help': [
		'Newcomers to the demo are offered a tour.',
		'Neulingen in der Demo wird ein Rundgang angeboten.',
		'デモの新規利用者にツアーを案内します。',
	],
} as const;
