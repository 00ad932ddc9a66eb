/** Denials by limits of risk, by the account's state, by the line and by policies. */
export const denialsByRisk = {
	'denial.MAX_ORDER_QTY': [
		'The quantity is above the limit for one order on this account.',
		'Die Menge liegt über dem Limit für einen Auftrag auf diesem Konto.',
		'数量がこの口座の1注文の上限を超えています。',
	],
	'denial.MAX_ORDER_QTY.remedy': [
		'Reduce the quantity or split the order.',
		'Verringern Sie die Menge oder teilen Sie den Auftrag.',
		'数量を減らすか、注文を分割してください。',
	],
	'denial.MAX_ORDER_NOTIONAL': [
		'The value of the order is above the limit for one order on this account.',
		'Der Wert des Auftrags liegt über dem Limit für einen Auftrag auf diesem Konto.',
		'注文金額がこの口座の1注文の上限を超えています。',
	],
	'denial.MAX_ORDER_NOTIONAL.remedy': [
		'Reduce the quantity or split the order.',
		'Verringern Sie die Menge oder teilen Sie den Auftrag.',
		'数量を減らすか、注文を分割してください。',
	],
	'denial.FX_RATE_MISSING': [
		"There is no exchange rate to value this order in the account's or the organisation's currency.",
		'Es gibt keinen Wechselkurs, um diesen Auftrag in der Währung des Kontos oder der Organisation zu bewerten.',
		'この注文を口座通貨または基準通貨に換算するレートがありません。',
	],
	'denial.FX_RATE_MISSING.remedy': [
		'Wait until the conversion pair has a quote and try again.',
		'Warten Sie auf einen Kurs des Umrechnungspaars und versuchen Sie es noch einmal.',
		'換算通貨ペアの気配を待ってから再度お試しください。',
	],
	'denial.PRICE_COLLAR': [
		'The price is too far from the market.',
		'Der Preis ist zu weit vom Markt entfernt.',
		'価格が市場から離れすぎています。',
	],
	'denial.PRICE_COLLAR.remedy': [
		'Move the price closer to the market.',
		'Rücken Sie den Preis näher an den Markt.',
		'市場に近い価格にしてください。',
	],
	'denial.MARK_MISSING': [
		'There is no market price for this instrument yet.',
		'Für dieses Instrument gibt es noch keinen Marktpreis.',
		'この銘柄の市場価格がまだありません。',
	],
	'denial.MARK_MISSING.remedy': [
		'Wait for the first quote and try again.',
		'Warten Sie auf den ersten Kurs und versuchen Sie es noch einmal.',
		'最初の気配を待ってから再度お試しください。',
	],
	'denial.MARK_STALE': [
		'The last market price is too old to judge this order.',
		'Der letzte Marktpreis ist zu alt, um diesen Auftrag zu beurteilen.',
		'最新の市場価格が古く、注文を審査できません。',
	],
	'denial.MARK_STALE.remedy': [
		'Wait for a fresh quote and try again.',
		'Warten Sie auf einen frischen Kurs und versuchen Sie es noch einmal.',
		'新しい気配を待ってから再度お試しください。',
	],
	'denial.SPREAD_TOO_WIDE': [
		'The spread between bid and ask is too wide now.',
		'Die Spanne zwischen Geld und Brief ist gerade zu weit.',
		'現在スプレッドが広すぎます。',
	],
	'denial.SPREAD_TOO_WIDE.remedy': [
		'Wait for the market to calm down and try again.',
		'Warten Sie, bis sich der Markt beruhigt, und versuchen Sie es noch einmal.',
		'市場が落ち着いてから再度お試しください。',
	],
	'denial.MAX_OPEN_ORDERS': ['There are too many working orders.', 'Es gibt zu viele wartende Aufträge.', '待機中の注文が多すぎます。'],
	'denial.MAX_OPEN_ORDERS.remedy': [
		'Cancel some working orders first.',
		'Streichen Sie zuerst einige wartende Aufträge.',
		'先に一部の注文を取り消してください。',
	],
	'denial.MAX_NET_POSITION': [
		'With working and unknown orders the position would be above its limit.',
		'Mit wartenden und unbekannten Aufträgen läge die Position über ihrem Limit.',
		'待機中と結果不明の注文を含めると、建玉が上限を超えます。',
	],
	'denial.MAX_NET_POSITION.remedy': [
		'Reduce the quantity, close a part of the position, or cancel working orders.',
		'Verringern Sie die Menge, schließen Sie einen Teil der Position oder streichen Sie wartende Aufträge.',
		'数量を減らすか、建玉の一部を決済するか、注文を取り消してください。',
	],
	'denial.MAX_GROSS_EXPOSURE': [
		'All positions and working orders together would be worth more than their limit.',
		'Alle Positionen und wartenden Aufträge zusammen wären mehr wert als ihr Limit.',
		'全建玉と待機中の注文の合計金額が上限を超えます。',
	],
	'denial.MAX_GROSS_EXPOSURE.remedy': [
		'Reduce the quantity, close positions, or cancel working orders.',
		'Verringern Sie die Menge, schließen Sie Positionen oder streichen Sie wartende Aufträge.',
		'数量を減らすか、建玉を決済するか、注文を取り消してください。',
	],
	'denial.MAX_CURRENCY_EXPOSURE': [
		'The net exposure in one of the currencies would be above its limit.',
		'Das Netto-Exposure in einer der Währungen läge über seinem Limit.',
		'いずれかの通貨のネットエクスポージャーが上限を超えます。',
	],
	'denial.MAX_CURRENCY_EXPOSURE.remedy': [
		'Reduce the quantity, or close a position that is exposed to the same currency.',
		'Verringern Sie die Menge oder schließen Sie eine Position mit derselben Währung.',
		'数量を減らすか、同じ通貨の建玉を決済してください。',
	],
	'denial.CONCENTRATION': [
		"Too large a share of the account's equity would depend on this instrument.",
		'Ein zu großer Teil des Eigenkapitals hinge an diesem Instrument.',
		'有効証拠金に占めるこの銘柄の割合が大きすぎます。',
	],
	'denial.CONCENTRATION.remedy': [
		'Reduce the quantity, or close a part of the position.',
		'Verringern Sie die Menge oder schließen Sie einen Teil der Position.',
		'数量を減らすか、建玉の一部を決済してください。',
	],
	'denial.EQUITY_NOT_POSITIVE': [
		'The account has no equity left to measure this order by.',
		'Das Konto hat kein Eigenkapital mehr, an dem dieser Auftrag zu messen wäre.',
		'この注文を審査するための有効証拠金がありません。',
	],
	'denial.EQUITY_NOT_POSITIVE.remedy': [
		'Add funds; closing is still allowed.',
		'Zahlen Sie ein; Schließen ist weiter erlaubt.',
		'入金してください。決済は可能です。',
	],
	'denial.MARGIN_INSUFFICIENT': [
		'There is not enough free margin for this order and the required reserve.',
		'Für diesen Auftrag und die verlangte Reserve reicht die freie Margin nicht.',
		'この注文と必要な余力に対して余剰証拠金が足りません。',
	],
	'denial.MARGIN_INSUFFICIENT.remedy': [
		'Reduce the quantity, close positions, or add funds.',
		'Verringern Sie die Menge, schließen Sie Positionen oder zahlen Sie ein.',
		'数量を減らすか、建玉を決済するか、入金してください。',
	],
	'denial.ACCOUNT_STATE_MISSING': [
		"The account's balance and margin are not known yet.",
		'Saldo und Margin des Kontos sind noch nicht bekannt.',
		'口座の残高と証拠金がまだ不明です。',
	],
	'denial.ACCOUNT_STATE_MISSING.remedy': [
		'Wait until the terminal has sent the state of the account.',
		'Warten Sie, bis das Terminal den Stand des Kontos gesendet hat.',
		'端末から口座の状態が届くまでお待ちください。',
	],
	'denial.MARGIN_LEVEL': [
		'After the fill the margin level would be below its floor.',
		'Nach der Ausführung läge das Margin-Niveau unter seiner Untergrenze.',
		'約定後の証拠金維持率が下限を下回ります。',
	],
	'denial.MARGIN_LEVEL.remedy': [
		'Reduce the quantity, close positions, or add funds.',
		'Verringern Sie die Menge, schließen Sie Positionen oder zahlen Sie ein.',
		'数量を減らすか、建玉を決済するか、入金してください。',
	],
	'denial.MARGIN_CALL': [
		"After the fill the account would be at the broker's margin call level or below it.",
		'Nach der Ausführung läge das Konto auf dem Margin-Call-Niveau des Brokers oder darunter.',
		'約定後、口座がブローカーのマージンコール水準以下になります。',
	],
	'denial.MARGIN_CALL.remedy': [
		'Reduce the quantity, close positions, or add funds.',
		'Verringern Sie die Menge, schließen Sie Positionen oder zahlen Sie ein.',
		'数量を減らすか、建玉を決済するか、入金してください。',
	],
	'denial.DAILY_LOSS': [
		'The loss of the day has reached its limit.',
		'Der Verlust des Tages hat sein Limit erreicht.',
		'1日の損失が上限に達しました。',
	],
	'denial.DAILY_LOSS.remedy': [
		"Closing and cancelling are still allowed. A new day begins at the broker's midnight.",
		'Schließen und Streichen sind weiter erlaubt. Ein neuer Tag beginnt um Mitternacht des Brokers.',
		'決済と取消は可能です。新しい日はブローカーの0時に始まります。',
	],
	'denial.DRAWDOWN': [
		'The account has fallen too far below its highest profit.',
		'Das Konto ist zu weit unter seinen höchsten Gewinn gefallen.',
		'口座が最高益から大きく下落しました。',
	],
	'denial.DRAWDOWN.remedy': [
		'Closing and cancelling are still allowed. A risk officer decides how to go on.',
		'Schließen und Streichen sind weiter erlaubt. Ein Risikoverantwortlicher entscheidet, wie es weitergeht.',
		'決済と取消は可能です。今後の対応はリスク管理者が判断します。',
	],
	'denial.ORDER_RATE': ['Orders come too fast.', 'Aufträge kommen zu schnell.', '注文の間隔が短すぎます。'],
	'denial.ORDER_RATE.remedy': [
		'Wait a second and place the order again under a new clientOrderId.',
		'Warten Sie eine Sekunde und erteilen Sie den Auftrag unter einer neuen clientOrderId.',
		'1秒待ち、新しい clientOrderId で発注してください。',
	],
	'denial.AMEND_RATE': ['Amends come too fast.', 'Änderungen kommen zu schnell.', '変更の間隔が短すぎます。'],
	'denial.AMEND_RATE.remedy': [
		'Wait a second and amend again under a new amendId. Cancelling is still allowed.',
		'Warten Sie eine Sekunde und ändern Sie unter einer neuen amendId. Streichen ist weiter erlaubt.',
		'1秒待ち、新しい amendId で変更してください。取消は可能です。',
	],
	'denial.ORDER_TO_TRADE': [
		'Too many orders and amends of the day have led to no deal.',
		'Zu viele Aufträge und Änderungen des Tages führten zu keinem Deal.',
		'約定に至らない注文と変更が本日多すぎます。',
	],
	'denial.ORDER_TO_TRADE.remedy': [
		'Cancelling and closing are still allowed. The count begins anew at midnight UTC, and each deal makes room.',
		'Streichen und Schließen sind weiter erlaubt. Um Mitternacht UTC beginnt die Zählung neu, und jeder Deal schafft Platz.',
		'取消と決済は可能です。集計はUTC0時に改まり、約定のたびに余裕が生まれます。',
	],
	'denial.DUPLICATE_ORDER': [
		'The same order was placed a moment ago.',
		'Derselbe Auftrag wurde gerade erst erteilt.',
		'直前に同じ注文が出されています。',
	],
	'denial.DUPLICATE_ORDER.remedy': [
		'If you want it a second time, wait for the time shown as the limit and place it under a new clientOrderId.',
		'Wollen Sie ihn ein zweites Mal, warten Sie die als Limit gezeigte Zeit und erteilen Sie ihn unter einer neuen clientOrderId.',
		'もう一度出す場合は、表示の上限値の時間を待ち、新しい clientOrderId で発注してください。',
	],
	'denial.SELF_CROSS': [
		'The order would trade with a resting order of your own organisation.',
		'Der Auftrag würde mit einem liegenden Auftrag Ihrer eigenen Organisation handeln.',
		'自組織の待機注文と約定してしまいます。',
	],
	'denial.SELF_CROSS.remedy': [
		'Cancel the resting order (its price is the limit shown), or choose a price that does not reach it.',
		'Streichen Sie den liegenden Auftrag (sein Preis ist das gezeigte Limit) oder wählen Sie einen Preis, der ihn nicht erreicht.',
		'待機注文（価格は表示の上限値）を取り消すか、届かない価格を選んでください。',
	],
	'denial.CLOSE_EXCEEDS_POSITION': [
		'More would be closed than is open.',
		'Es würde mehr geschlossen, als offen ist.',
		'建玉を超える数量は決済できません。',
	],
	'denial.CLOSE_EXCEEDS_POSITION.remedy': [
		'Reduce the quantity to what is open and not already being closed.',
		'Verringern Sie die Menge auf das, was offen ist und nicht schon geschlossen wird.',
		'未決済かつ決済中でない数量まで減らしてください。',
	],
	'denial.REDUCE_ONLY_WOULD_INCREASE': [
		'A reduce-only order may not open or increase a position.',
		'Ein Auftrag nur zum Verringern darf keine Position eröffnen oder vergrößern.',
		'決済のみの注文では新規や建玉の追加はできません。',
	],
	'denial.REDUCE_ONLY_WOULD_INCREASE.remedy': [
		'Reduce the quantity, or place it without reduceOnly.',
		'Verringern Sie die Menge oder erteilen Sie ihn ohne reduceOnly.',
		'数量を減らすか、reduceOnly なしで発注してください。',
	],
	'denial.VENUE_LINK_DOWN': [
		"The broker's terminal is not connected: nothing is sent.",
		'Das Terminal des Brokers ist nicht verbunden: nichts wird gesendet.',
		'ブローカーの端末が接続されておらず、送信されません。',
	],
	'denial.VENUE_LINK_DOWN.remedy': [
		'Wait until the line is back and place the order again.',
		'Warten Sie, bis die Leitung wieder steht, und erteilen Sie den Auftrag noch einmal.',
		'回線の復旧を待って再度発注してください。',
	],
	'denial.VENUE_NOT_RECONCILED': [
		"The broker's terminal is connected, but its picture is not reconciled yet.",
		'Das Terminal des Brokers ist verbunden, aber sein Bild ist noch nicht abgeglichen.',
		'ブローカーの端末は接続済みですが、照合が完了していません。',
	],
	'denial.VENUE_NOT_RECONCILED.remedy': [
		'Wait a moment and try again.',
		'Warten Sie einen Moment und versuchen Sie es noch einmal.',
		'少し待ってから再度お試しください。',
	],
	'denial.VENUE_TRADE_DISABLED': [
		'The terminal or the broker has trading switched off for this account.',
		'Im Terminal oder beim Broker ist der Handel für dieses Konto ausgeschaltet.',
		'端末またはブローカーでこの口座の取引が無効です。',
	],
	'denial.VENUE_TRADE_DISABLED.remedy': [
		'Switch on algo trading in the terminal, or ask the broker.',
		'Schalten Sie Algo Trading im Terminal ein oder fragen Sie den Broker.',
		'端末のアルゴリズム取引を有効にするか、ブローカーにお問い合わせください。',
	],
	'denial.INSTRUMENT_RESTRICTED': [
		'This instrument is on the restricted list of your organisation.',
		'Dieses Instrument steht auf der Sperrliste Ihrer Organisation.',
		'この銘柄は組織の取引制限リストに含まれています。',
	],
	'denial.INSTRUMENT_RESTRICTED.remedy': [
		'Closing and cancelling are still allowed. Ask your compliance officer.',
		'Schließen und Streichen sind weiter erlaubt. Fragen Sie Ihre Compliance.',
		'決済と取消は可能です。コンプライアンス担当にお問い合わせください。',
	],
	'denial.APPROVAL_REQUIRED': [
		'An order of this value needs the approval of a second person.',
		'Ein Auftrag dieses Werts braucht die Genehmigung einer zweiten Person.',
		'この金額の注文には二人目の承認が必要です。',
	],
	'denial.APPROVAL_REQUIRED.remedy': [
		'A new order is held until a second person approves it; a working order keeps its terms.',
		'Ein neuer Auftrag wartet, bis eine zweite Person ihn genehmigt; ein wartender behält seine Bedingungen.',
		'新規注文は承認まで保留され、待機中の注文は現在の条件のままです。',
	],
	'denial.APPROVAL_REFUSED': [
		'A second person refused this order.',
		'Eine zweite Person hat diesen Auftrag abgelehnt.',
		'二人目がこの注文を却下しました。',
	],
	'denial.APPROVAL_REFUSED.remedy': [
		'Ask the one who decided; place another order if it is still wanted.',
		'Fragen Sie, wer entschied; erteilen Sie einen neuen, wenn er noch gewünscht ist.',
		'判断した人に確認し、必要なら改めて発注してください。',
	],
	'denial.LIMIT_MISSING': [
		'A limit that this order needs is not configured, so it is denied.',
		'Ein Limit, das dieser Auftrag braucht, ist nicht gesetzt, daher wird er abgelehnt.',
		'この注文に必要な限度額が未設定のため拒否されました。',
	],
	'denial.LIMIT_MISSING.remedy': [
		'Ask your administrator to set the limits of this account.',
		'Bitten Sie Ihre Administration, die Limiten dieses Kontos zu setzen.',
		'管理者にこの口座の限度額の設定を依頼してください。',
	],
	'denial.NOT_ENTITLED': [
		'The policies of your organisation do not let you trade this instrument in this account.',
		'Die Richtlinien Ihrer Organisation lassen Sie dieses Instrument in diesem Konto nicht handeln.',
		'組織のポリシーにより、この口座でこの銘柄は取引できません。',
	],
	'denial.NOT_ENTITLED.remedy': [
		'Closing and cancelling are still allowed. Ask your administrator.',
		'Schließen und Streichen sind weiter erlaubt. Fragen Sie Ihre Administration.',
		'決済と取消は可能です。管理者にお問い合わせください。',
	],
	'denial.ENTITLED_SIZE': [
		'The policies of your organisation do not let you place an order of this size here.',
		'Die Richtlinien Ihrer Organisation lassen hier keinen Auftrag dieser Größe zu.',
		'組織のポリシーにより、この数量の注文はできません。',
	],
	'denial.ENTITLED_SIZE.remedy': [
		'Reduce the quantity, or ask your administrator.',
		'Verringern Sie die Menge oder fragen Sie Ihre Administration.',
		'数量を減らすか、管理者にお問い合わせください。',
	],
	'denial.NUMBER_OUT_OF_RANGE': [
		'A number of this order is too large to be computed exactly.',
		'Eine Zahl dieses Auftrags ist zu groß, um genau gerechnet zu werden.',
		'注文の数値が大きすぎて正確に計算できません。',
	],
	'denial.NUMBER_OUT_OF_RANGE.remedy': [
		'Reduce the quantity or correct the price.',
		'Verringern Sie die Menge oder berichtigen Sie den Preis.',
		'数量を減らすか、価格を修正してください。',
	],
	'halted.DESK': ['Trading is halted for this desk.', 'Der Handel ist für diesen Desk angehalten.', 'このデスクの取引は停止中です。'],
	'halted.ACCOUNT': ['Trading is halted for this account.', 'Der Handel ist für dieses Konto angehalten.', 'この口座の取引は停止中です。'],
	'halted.STRATEGY': [
		'Trading is halted for this strategy.',
		'Der Handel ist für diese Strategie angehalten.',
		'この戦略の取引は停止中です。',
	],
} as const;
