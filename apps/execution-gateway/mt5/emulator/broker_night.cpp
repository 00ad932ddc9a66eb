// What the broker does by itself: the night's swaps, margin call and stop-out, operations on the balance.
#include <algorithm>

#include "broker.hpp"

namespace {
constexpr int64_t dayMs = 86400000;
} // namespace

// At midnight of the server: Monday to Friday once, on the symbol's own day three times, on a weekend never.
void Broker::rollover(int64_t nowMs) {
	const int64_t today = terms.zone.toServer(nowMs) / dayMs;
	if (books.day < 0) books.day = today;
	if (books.day == today) return;
	for (const auto &p : books.positions) // after a restart the quotes come one by one: the night waits for those it needs
		if (quote(p.symbol).bid <= 0 || !convertible(p.symbol)) return;
	for (; books.day < today; books.day++) {
		const int weekday = static_cast<int>((books.day + 4) % 7); // 1970 began on a Thursday
		if (weekday == SUNDAY || weekday == SATURDAY) continue;
		for (auto &p : books.positions) {
			int64_t cents = 0;
			if (!::swapCents(quotes, instrument(p.symbol), terms.currency, p, weekday == instrument(p.symbol).swapTriple ? 3 : 1, cents)) fatal("no conversion into the account's currency");
			if (cents == 0) continue;
			p.swapCents += cents;
			tell(p);
		}
	}
}

// MetaQuotes' order: pending orders that hold margin go first, the one with the most before the others; then the position with the largest loss,
// or the smallest profit where none loses, until the level is above the stop-out. Positions that cover each other hold no margin: they go once equity is below 0.
void Broker::stopOut() {
	Figures f = figures();
	isMarginCalled = f.isAtMost(terms.marginCallPercent);
	if (terms.stopOutPercent == 0) return;
	while (f.isAtMost(terms.stopOutPercent) || (f.marginCents == 0 && !books.positions.empty() && f.equityCents() < 0)) {
		char comment[48];
		snprintf(comment, sizeof comment, "[so %.2f%%/%.2f/%.2f]", f.marginCents == 0 ? 0.0 : static_cast<double>(f.equityCents()) * 100 / static_cast<double>(f.marginCents),
		         static_cast<double>(f.equityCents()) / 100, static_cast<double>(f.marginCents) / 100);
		const Order *dearest = nullptr;
		int64_t most = 0;
		for (const auto &o : books.orders)
			if (const int64_t margin = marginOfOrder(o); margin > most) {
				most = margin;
				dearest = &o;
			}
		if (dearest != nullptr) endWorking(dearest->ticket, ORDER_STATE_CANCELED);
		else {
			const Position *worst = nullptr;
			for (const auto &p : books.positions)
				if (quote(p.symbol).bid > 0 && (worst == nullptr || floatingCents(p) < floatingCents(*worst))) worst = &p;
			if (worst == nullptr) return;
			closeAt(*worst, DEAL_REASON_SO, worst->buy ? quote(worst->symbol).bid : quote(worst->symbol).ask, comment);
		}
		f = figures();
	}
}

void Broker::operation(ENUM_DEAL_TYPE type, int64_t cents, int64_t timeMs) {
	Deal d;
	d.ticket = books.nextTicket++;
	d.type = type;
	d.profitCents = cents;
	d.timeMs = timeMs;
	books.deals.push_back(d);
	(type == DEAL_TYPE_CREDIT ? books.creditCents : books.balanceCents) += cents;
	tell(d);
}
