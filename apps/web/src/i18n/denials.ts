/** Why an order is denied, and what to do, where it is wrong in itself or not for this broker: `denial.CODE` and `denial.CODE.remedy` follow the API's codes, and its own words in English. */
export const denials = {
	'denial.TENANT_INACTIVE': [
		'Your organisation is suspended: no position may be opened or increased.',
		'Ihre Organisation ist gesperrt: Keine Position darf eröffnet oder vergrößert werden.',
		'組織が停止されています。新規や建玉の追加はできません。',
	],
	'denial.TENANT_INACTIVE.remedy': [
		'Closing and cancelling still work. Ask the platform operator.',
		'Schließen und Streichen gehen weiter. Fragen Sie den Betreiber der Plattform.',
		'決済と取消は可能です。プラットフォームの運営者にお問い合わせください。',
	],
	'denial.ACCOUNT_INACTIVE': ['This account is not active.', 'Dieses Konto ist nicht aktiv.', 'この口座は有効ではありません。'],
	'denial.ACCOUNT_INACTIVE.remedy': [
		'Choose another account or ask your administrator.',
		'Wählen Sie ein anderes Konto oder fragen Sie Ihre Administration.',
		'別の口座を選ぶか、管理者にお問い合わせください。',
	],
	'denial.USER_INACTIVE': ['Your user is not active.', 'Ihr Zugang ist nicht aktiv.', 'あなたのユーザーは有効ではありません。'],
	'denial.USER_INACTIVE.remedy': ['Ask your administrator.', 'Fragen Sie Ihre Administration.', '管理者にお問い合わせください。'],
	'denial.USER_NOT_ALLOWED': [
		'You may not open or increase positions.',
		'Sie dürfen keine Positionen eröffnen oder vergrößern.',
		'新規や建玉の追加を行う権限がありません。',
	],
	'denial.USER_NOT_ALLOWED.remedy': [
		'Ask your administrator for the trader role; closing is still allowed.',
		'Bitten Sie Ihre Administration um die Händlerrolle; Schließen ist weiter erlaubt.',
		'管理者にトレーダーの役割を依頼してください。決済は可能です。',
	],
	'denial.STRATEGY_INACTIVE': [
		'This strategy is unknown or not active.',
		'Diese Strategie ist unbekannt oder nicht aktiv.',
		'この戦略は不明か、有効ではありません。',
	],
	'denial.STRATEGY_INACTIVE.remedy': [
		'Choose another strategy or ask your administrator.',
		'Wählen Sie eine andere Strategie oder fragen Sie Ihre Administration.',
		'別の戦略を選ぶか、管理者にお問い合わせください。',
	],
	'denial.HALTED': [
		'Trading is halted for your organisation.',
		'Der Handel ist für Ihre Organisation angehalten.',
		'組織の取引は停止中です。',
	],
	'denial.HALTED.remedy': [
		'Closing and cancelling are still allowed. A risk officer can resume trading.',
		'Schließen und Streichen sind weiter erlaubt. Ein Risikoverantwortlicher kann den Handel fortsetzen.',
		'決済と取消は可能です。リスク管理者が取引を再開できます。',
	],
	'denial.INSTRUMENT_UNKNOWN': [
		'The engine does not know this instrument.',
		'Die Engine kennt dieses Instrument nicht.',
		'この銘柄は登録されていません。',
	],
	'denial.INSTRUMENT_UNKNOWN.remedy': [
		'Choose an instrument from the list.',
		'Wählen Sie ein Instrument aus der Liste.',
		'一覧から銘柄を選んでください。',
	],
	'denial.INSTRUMENT_INACTIVE': ['This instrument is not active.', 'Dieses Instrument ist nicht aktiv.', 'この銘柄は有効ではありません。'],
	'denial.INSTRUMENT_INACTIVE.remedy': [
		'Choose another instrument or ask your administrator.',
		'Wählen Sie ein anderes Instrument oder fragen Sie Ihre Administration.',
		'別の銘柄を選ぶか、管理者にお問い合わせください。',
	],
	'denial.INSTRUMENT_SPEC_MISSING': [
		"The broker has not sent this instrument's specification yet.",
		'Der Broker hat die Angaben zu diesem Instrument noch nicht gesendet.',
		'ブローカーから銘柄の仕様がまだ届いていません。',
	],
	'denial.INSTRUMENT_SPEC_MISSING.remedy': [
		'Wait until the terminal is connected and try again.',
		'Warten Sie, bis das Terminal verbunden ist, und versuchen Sie es noch einmal.',
		'端末の接続を待ってから再度お試しください。',
	],
	'denial.SIDE_NOT_ALLOWED': [
		'The broker does not allow this side for this instrument now.',
		'Der Broker erlaubt diese Seite für dieses Instrument gerade nicht.',
		'ブローカーは現在この銘柄のこの売買方向を許可していません。',
	],
	'denial.SIDE_NOT_ALLOWED.remedy': [
		'Only the other side, or closing, is possible.',
		'Nur die andere Seite oder Schließen ist möglich.',
		'反対方向または決済のみ可能です。',
	],
	'denial.TRADING_DISABLED': [
		'The broker has disabled trading in this instrument.',
		'Der Broker hat den Handel in diesem Instrument abgeschaltet.',
		'ブローカーがこの銘柄の取引を停止しています。',
	],
	'denial.TRADING_DISABLED.remedy': [
		'Choose another instrument or ask the broker.',
		'Wählen Sie ein anderes Instrument oder fragen Sie den Broker.',
		'別の銘柄を選ぶか、ブローカーにお問い合わせください。',
	],
	'denial.SESSION_CLOSED': [
		"The broker's trading session for this instrument is closed.",
		'Die Handelssitzung des Brokers für dieses Instrument ist geschlossen.',
		'この銘柄は取引時間外です。',
	],
	'denial.SESSION_CLOSED.remedy': [
		'Try again when the session opens.',
		'Versuchen Sie es wieder, wenn die Sitzung öffnet.',
		'取引開始後に再度お試しください。',
	],
	'denial.QTY_NOT_POSITIVE': [
		'The quantity must be more than zero.',
		'Die Menge muss größer als null sein.',
		'数量は0より大きくしてください。',
	],
	'denial.QTY_NOT_POSITIVE.remedy': ['Enter a positive quantity.', 'Geben Sie eine positive Menge ein.', '正の数量を入力してください。'],
	'denial.QTY_OFF_STEP': [
		"The quantity is not a multiple of the broker's step.",
		'Die Menge ist kein Vielfaches des Schritts des Brokers.',
		'数量がブローカーの取引単位の倍数ではありません。',
	],
	'denial.QTY_OFF_STEP.remedy': [
		'Round the quantity to a multiple of the step (the limit shown).',
		'Runden Sie die Menge auf ein Vielfaches des Schritts (das gezeigte Limit).',
		'表示の上限値（取引単位）の倍数に丸めてください。',
	],
	'denial.QTY_BELOW_MIN': [
		"The quantity is below the broker's minimum.",
		'Die Menge liegt unter dem Minimum des Brokers.',
		'数量がブローカーの最小数量を下回っています。',
	],
	'denial.QTY_BELOW_MIN.remedy': [
		'Increase the quantity to the minimum.',
		'Erhöhen Sie die Menge auf das Minimum.',
		'最小数量以上にしてください。',
	],
	'denial.QTY_ABOVE_MAX': [
		"The quantity is above the broker's maximum for one order.",
		'Die Menge liegt über dem Maximum des Brokers für einen Auftrag.',
		'数量がブローカーの1注文の最大数量を超えています。',
	],
	'denial.QTY_ABOVE_MAX.remedy': ['Split the order.', 'Teilen Sie den Auftrag.', '注文を分割してください。'],
	'denial.QTY_NOT_AMENDABLE': [
		'The broker cannot change the quantity of a working order.',
		'Der Broker kann die Menge eines wartenden Auftrags nicht ändern.',
		'待機中の注文の数量はブローカーで変更できません。',
	],
	'denial.QTY_NOT_AMENDABLE.remedy': [
		'Cancel the order and place another with the new quantity.',
		'Streichen Sie den Auftrag und erteilen Sie einen mit der neuen Menge.',
		'注文を取り消し、新しい数量で発注してください。',
	],
	'denial.PRICE_MISSING': [
		'This order type needs a price; one that becomes a limit order needs two.',
		'Diese Auftragsart braucht einen Preis; eine, die zu einem Limit-Auftrag wird, braucht zwei.',
		'この注文種類には価格が必要です。指値注文に変わるものには2つ必要です。',
	],
	'denial.PRICE_MISSING.remedy': [
		'Enter a price, and for a stop-limit or a limit-if-touched the limit price too.',
		'Geben Sie einen Preis ein, und bei Stop-Limit oder Limit bei Berührung auch das Limit.',
		'価格を入力してください。逆指値付き指値とタッチ指値には指値価格も必要です。',
	],
	'denial.PRICE_NOT_ALLOWED': [
		'This order type takes no such price.',
		'Diese Auftragsart nimmt keinen solchen Preis.',
		'この注文種類ではその価格を指定できません。',
	],
	'denial.PRICE_NOT_ALLOWED.remedy': [
		'Leave the price out of a market order and a trailing stop; only a stop-limit and a limit-if-touched take a limit price.',
		'Lassen Sie den Preis bei Marktauftrag und nachziehendem Stop weg; nur Stop-Limit und Limit bei Berührung nehmen ein Limit.',
		'成行とトレールでは価格を省いてください。指値価格は逆指値付き指値とタッチ指値のみです。',
	],
	'denial.TRAIL_MISSING': [
		'A trailing stop needs a distance and its unit.',
		'Ein nachziehender Stop braucht einen Abstand und dessen Einheit.',
		'トレールには距離と単位が必要です。',
	],
	'denial.TRAIL_MISSING.remedy': [
		'Say how far the stop follows: in price, points or basis points.',
		'Sagen Sie, wie weit der Stop folgt: in Preis, Punkten oder Basispunkten.',
		'追随する距離を価格、ポイント、ベーシスポイントのいずれかで指定してください。',
	],
	'denial.TRAIL_NOT_ALLOWED': [
		'Only a trailing stop has a trailing distance.',
		'Nur ein nachziehender Stop hat einen Abstand.',
		'距離を指定できるのはトレールのみです。',
	],
	'denial.TRAIL_NOT_ALLOWED.remedy': [
		'Leave the distance out, or choose a trailing stop.',
		'Lassen Sie den Abstand weg oder wählen Sie einen nachziehenden Stop.',
		'距離を省くか、トレールを選んでください。',
	],
	'denial.POST_ONLY_NOT_ALLOWED': [
		'Only an order with a limit can be post-only.',
		'Nur ein Auftrag mit Limit kann „nur einstellen“ sein.',
		'ポストオンリーは指値のある注文のみです。',
	],
	'denial.POST_ONLY_NOT_ALLOWED.remedy': [
		'Choose a limit order, or leave post-only out.',
		'Wählen Sie einen Limit-Auftrag oder lassen Sie „nur einstellen“ weg.',
		'指値注文を選ぶか、ポストオンリーを外してください。',
	],
	'denial.POST_ONLY_WOULD_TAKE': [
		'This post-only order would trade at once.',
		'Dieser Auftrag zum Einstellen würde sofort handeln.',
		'このポストオンリー注文は即時に約定します。',
	],
	'denial.POST_ONLY_WOULD_TAKE.remedy': [
		'Choose a price that the market (the limit shown) does not meet.',
		'Wählen Sie einen Preis, den der Markt (das gezeigte Limit) nicht trifft.',
		'市場価格（表示の上限値）に届かない価格を選んでください。',
	],
	'denial.BRACKET_NOT_ALLOWED': [
		'A bracket belongs to an order that opens or adds to a position, and needs a stop loss or a target.',
		'Eine Klammer gehört zu einem Auftrag, der eine Position eröffnet oder vergrößert, und braucht Stop-Loss oder Ziel.',
		'ブラケットは新規または建玉追加の注文用で、損切りか利食いが必要です。',
	],
	'denial.BRACKET_NOT_ALLOWED.remedy': [
		'Give it a stop loss or a take profit, or place it without a bracket.',
		'Geben Sie ihm Stop-Loss oder Take-Profit, oder erteilen Sie ihn ohne Klammer.',
		'損切りか利食いを指定するか、ブラケットなしで発注してください。',
	],
	'denial.GROUP_DENIED': [
		'Another order of this group was denied, so none was placed.',
		'Ein anderer Auftrag dieser Gruppe wurde abgelehnt, daher wurde keiner erteilt.',
		'グループ内の別の注文が拒否されたため、すべて発注されませんでした。',
	],
	'denial.GROUP_DENIED.remedy': [
		'Look at the other order: its denial says why.',
		'Sehen Sie beim anderen Auftrag nach: seine Ablehnung sagt, warum.',
		'もう一方の注文の拒否理由をご確認ください。',
	],
	'denial.STOPS_FROZEN': [
		'The market stands too near: the broker freezes this stop.',
		'Der Markt steht zu nah: Der Broker friert diesen Stop ein.',
		'市場価格が近すぎるため、ブローカーがこの逆指値を凍結しています。',
	],
	'denial.STOPS_FROZEN.remedy': [
		'Wait until the market has moved away by the distance shown as the limit.',
		'Warten Sie, bis sich der Markt um den als Limit gezeigten Abstand entfernt hat.',
		'表示の上限値の距離まで市場が離れるのをお待ちください。',
	],
	'denial.PRICE_OFF_TICK': [
		"The price is not a multiple of the instrument's tick.",
		'Der Preis ist kein Vielfaches des Preisschritts des Instruments.',
		'価格が呼値の倍数ではありません。',
	],
	'denial.PRICE_OFF_TICK.remedy': [
		'Round the price to the tick (the limit shown).',
		'Runden Sie den Preis auf den Preisschritt (das gezeigte Limit).',
		'呼値（表示の上限値）に丸めてください。',
	],
	'denial.PRICE_NOT_POSITIVE': ['Prices must be more than zero.', 'Preise müssen größer als null sein.', '価格は0より大きくしてください。'],
	'denial.PRICE_NOT_POSITIVE.remedy': [
		'Correct the price, stop loss or take profit.',
		'Berichtigen Sie Preis, Stop-Loss oder Take-Profit.',
		'価格、損切り、利食いを修正してください。',
	],
	'denial.PRICE_WRONG_SIDE': [
		'The market has already reached the price of this stop order.',
		'Der Markt hat den Preis dieses Stop-Auftrags schon erreicht.',
		'市場はすでにこの逆指値の価格に達しています。',
	],
	'denial.PRICE_WRONG_SIDE.remedy': [
		'A buy stop is above the ask (the limit shown), a sell stop below the bid. Or place a market order.',
		'Ein Kauf-Stop liegt über dem Brief (das gezeigte Limit), ein Verkaufs-Stop unter dem Geld. Oder erteilen Sie einen Marktauftrag.',
		'買い逆指値は買値（表示の上限値）より上、売り逆指値は売値より下にします。または成行で発注してください。',
	],
	'denial.LIMIT_PRICE_WRONG_SIDE': [
		'The limit price of this stop-limit order is beyond its stop price.',
		'Das Limit dieses Stop-Limit-Auftrags liegt jenseits seines Stop-Preises.',
		'逆指値付き指値の指値価格が逆指値価格を超えています。',
	],
	'denial.LIMIT_PRICE_WRONG_SIDE.remedy': [
		'A buy limit is at or below the stop price (the limit shown), a sell limit at or above it.',
		'Ein Kauf-Limit liegt beim oder unter dem Stop-Preis (das gezeigte Limit), ein Verkaufs-Limit bei ihm oder darüber.',
		'買い指値は逆指値価格（表示の上限値）以下、売り指値は以上にしてください。',
	],
	'denial.STOPS_INVALID': [
		'The stop loss or take profit is on the wrong side of the price.',
		'Stop-Loss oder Take-Profit liegt auf der falschen Seite des Preises.',
		'損切りまたは利食いが価格の反対側にあります。',
	],
	'denial.STOPS_INVALID.remedy': [
		'For a buy the stop loss is below and the take profit above; for a sell the reverse.',
		'Beim Kauf liegt der Stop-Loss darunter und der Take-Profit darüber; beim Verkauf umgekehrt.',
		'買いは損切りが下・利食いが上、売りはその逆です。',
	],
	'denial.STOPS_TOO_CLOSE': [
		'The price, stop loss or take profit is closer to the market than the broker allows.',
		'Preis, Stop-Loss oder Take-Profit liegt näher am Markt, als der Broker erlaubt.',
		'価格、損切り、利食いのいずれかが市場に近すぎます。',
	],
	'denial.STOPS_TOO_CLOSE.remedy': [
		'Move it at least the minimal distance (the limit shown) away.',
		'Rücken Sie ihn mindestens um den Mindestabstand (das gezeigte Limit) weg.',
		'最小距離（表示の上限値）以上離してください。',
	],
	'denial.ORDER_TYPE_UNSUPPORTED': [
		'The broker does not take this order type for this instrument.',
		'Der Broker nimmt diese Auftragsart für dieses Instrument nicht.',
		'ブローカーはこの銘柄でこの注文種類を受け付けません。',
	],
	'denial.ORDER_TYPE_UNSUPPORTED.remedy': [
		'Choose another order type.',
		'Wählen Sie eine andere Auftragsart.',
		'別の注文種類を選んでください。',
	],
	'denial.TIF_UNSUPPORTED': [
		'The broker does not take this time in force for this instrument.',
		'Der Broker nimmt diese Gültigkeit für dieses Instrument nicht.',
		'ブローカーはこの銘柄でこの有効期間を受け付けません。',
	],
	'denial.TIF_UNSUPPORTED.remedy': [
		'Choose another time in force.',
		'Wählen Sie eine andere Gültigkeit.',
		'別の有効期間を選んでください。',
	],
	'denial.EXPIRY_MISSING': [
		'A GTD order needs the moment at which it expires.',
		'Ein Auftrag bis zu einem Zeitpunkt braucht diesen Zeitpunkt.',
		'期日指定の注文には失効日時が必要です。',
	],
	'denial.EXPIRY_MISSING.remedy': [
		'Enter expiresAt, or choose another time in force.',
		'Geben Sie ihn ein (expiresAt) oder wählen Sie eine andere Gültigkeit.',
		'expiresAt を入力するか、別の有効期間を選んでください。',
	],
	'denial.EXPIRY_NOT_ALLOWED': [
		'Only a GTD order takes an expiry.',
		'Nur ein Auftrag bis zu einem Zeitpunkt hat einen Verfall.',
		'失効日時を指定できるのは期日指定の注文のみです。',
	],
	'denial.EXPIRY_NOT_ALLOWED.remedy': [
		'Leave expiresAt out, or choose GTD.',
		'Lassen Sie expiresAt weg oder wählen Sie GTD.',
		'expiresAt を省くか、GTDを選んでください。',
	],
	'denial.EXPIRY_PASSED': ['The expiry of the order has passed.', 'Der Verfall des Auftrags ist vorbei.', '失効日時を過ぎています。'],
	'denial.EXPIRY_PASSED.remedy': [
		'Enter an expiry in the future.',
		'Geben Sie einen Zeitpunkt in der Zukunft ein.',
		'将来の日時を入力してください。',
	],
} as const;
