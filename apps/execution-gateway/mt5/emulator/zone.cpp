#include "zone.hpp"

#include <ctime>

namespace {
constexpr int64_t hourMs = 3600000, dayMs = 86400000;
// Days since 1970 of a date.
int64_t daysOf(int year, int month, int day) {
	tm date{};
	date.tm_year = year - 1900;
	date.tm_mon = month - 1;
	date.tm_mday = day;
	return timegm(&date) / 86400;
}
// Sunday is 0; 1970 began on a Thursday.
int64_t weekdayOf(int64_t days) { return (days + 4) % 7; }
int64_t lastSunday(int year, int month, int lastDay) {
	const int64_t end = daysOf(year, month, lastDay);
	return end - weekdayOf(end);
}
int64_t firstSunday(int year, int month) {
	const int64_t begin = daysOf(year, month, 1);
	return begin + (7 - weekdayOf(begin)) % 7;
}
} // namespace

int64_t Zone::offsetMs(int64_t utcMs) const {
	const int64_t standard = standardSec * 1000;
	if (saving == NONE) return standard;
	const time_t seconds = utcMs / 1000;
	tm date{};
	gmtime_r(&seconds, &date);
	const int year = date.tm_year + 1900;
	const bool europe = saving == EUROPE;
	const int64_t begin = europe ? lastSunday(year, 3, 31) * dayMs + hourMs : (firstSunday(year, 3) + 7) * dayMs + 7 * hourMs;
	const int64_t end = europe ? lastSunday(year, 10, 31) * dayMs + hourMs : firstSunday(year, 11) * dayMs + 6 * hourMs;
	return utcMs >= begin && utcMs < end ? standard + hourMs : standard;
}
int64_t Zone::toUtc(int64_t serverMs) const {
	const int64_t summer = serverMs - standardSec * 1000 - hourMs;
	if (toServer(summer) == serverMs) return summer;
	return serverMs - standardSec * 1000;
}
bool parseZone(const std::string &text, Zone &zone) {
	zone = Zone();
	if (text == "utc") return true;
	if (text.size() < 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return false;
	for (const size_t at : {1, 2, 4, 5})
		if (text[at] < '0' || text[at] > '9') return false;
	zone.standardSec = (std::stoi(text.substr(1, 2)) * 60 + std::stoi(text.substr(4, 2))) * 60 * (text[0] == '-' ? -1 : 1);
	const std::string rule = text.substr(6);
	if (rule == "/eu") zone.saving = Zone::EUROPE;
	else if (rule == "/us") zone.saving = Zone::AMERICA;
	else if (!rule.empty()) return false;
	return true;
}
