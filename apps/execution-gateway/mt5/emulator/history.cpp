#include "history.hpp"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <memory>

#include "market.hpp"

namespace {
constexpr int64_t minuteMs = 60000;
struct Bar {
	int64_t open = 0, high = 0, low = 0, close = 0, ticks = 0, spread = 0;
	void add(int64_t price, int64_t tickSpread) {
		if (ticks++ == 0) {
			open = high = low = price;
			spread = tickSpread;
		}
		high = std::max(high, price);
		low = std::min(low, price);
		spread = std::min(spread, tickSpread); // as MetaTrader does: the smallest of the minute
		close = price;
	}
};
std::string timeText(int64_t ms, const char *format) {
	const time_t seconds = static_cast<time_t>(ms / 1000);
	tm parts{};
	gmtime_r(&seconds, &parts);
	char text[40];
	strftime(text, sizeof text, format, &parts);
	return text;
}
std::string priceText(int64_t points, const Instrument &i) {
	char text[48];
	snprintf(text, sizeof text, "%lld.%0*lld", static_cast<long long>(points / i.scale), i.digits, static_cast<long long>(points % i.scale));
	return text;
}
using File = std::unique_ptr<FILE, int (*)(FILE *)>;
bool writeBar(FILE *out, int64_t startMs, const Bar &b, const Instrument &i) {
	return fprintf(out, "%s\t%s\t%s\t%s\t%s\t%s\t%lld\t0\t%lld\n", timeText(startMs, "%Y.%m.%d").c_str(), timeText(startMs, "%H:%M:%S").c_str(), priceText(b.open, i).c_str(),
	               priceText(b.high, i).c_str(), priceText(b.low, i).c_str(), priceText(b.close, i).c_str(), static_cast<long long>(b.ticks), static_cast<long long>(b.spread)) > 0;
}
} // namespace

std::string exportBars(uint64_t seed, const std::string &dir, int days, int64_t endMs) {
	const int64_t toMs = endMs / minuteMs * minuteMs, fromMs = toMs - days * 86400000ll;
	const Generator generator(seed);
	for (const char *side : {"bid", "ask"}) {
		std::error_code failed;
		std::filesystem::create_directories(dir + "/" + side, failed);
		if (failed) return "cannot make the folder " + dir + "/" + side + ": " + failed.message();
	}
	for (size_t s = 0; s < instruments().size(); s++) {
		const Instrument &i = instruments()[s];
		const std::string name = (i.alias.empty() ? i.name : i.alias) + "_M1_" + timeText(fromMs, "%Y%m%d%H%M") + "_" + timeText(toMs, "%Y%m%d%H%M") + ".csv";
		File bid(fopen((dir + "/bid/" + name).c_str(), "w"), fclose), ask(fopen((dir + "/ask/" + name).c_str(), "w"), fclose);
		if (!bid || !ask) return "cannot write " + name + " in " + dir;
		bool ok = true;
		for (FILE *out : {bid.get(), ask.get()}) ok = fputs("<DATE>\t<TIME>\t<OPEN>\t<HIGH>\t<LOW>\t<CLOSE>\t<TICKVOL>\t<VOL>\t<SPREAD>\n", out) >= 0 && ok;
		for (int64_t startMs = fromMs; startMs < toMs && ok; startMs += minuteMs) {
			Bar bids, asks;
			generator.each(static_cast<int>(s), startMs, startMs + minuteMs, [&](const Tick &t) {
				bids.add(t.bid, t.ask - t.bid);
				asks.add(t.ask, t.ask - t.bid);
			});
			if (bids.ticks > 0) ok = writeBar(bid.get(), startMs, bids, i) && writeBar(ask.get(), startMs, asks, i);
		}
		ok = fflush(bid.get()) == 0 && fflush(ask.get()) == 0 && ok;
		if (!ok) return "the disk took only a part of " + name;
	}
	return "";
}
