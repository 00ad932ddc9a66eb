#include "puppets.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {
// Byte by byte: what follows is for the terminal.
bool readLine(std::string &line) {
	line.clear();
	char c;
	while (read(STDIN_FILENO, &c, 1) == 1) {
		if (c == '\n') return true;
		line += c;
	}
	return false;
}
std::vector<std::string> split(const std::string &line) {
	std::vector<std::string> words(1);
	for (const char c : line) {
		if (c == '\t') words.emplace_back();
		else words.back() += c;
	}
	return words;
}
bool say(const std::string &text) {
	const std::string line = text + '\n';
	return write(STDOUT_FILENO, line.data(), line.size()) == static_cast<ssize_t>(line.size());
}
} // namespace

int servePuppets(int (*run)(int, char **)) {
	std::string line;
	while (readLine(line)) {
		std::vector<std::string> words = split(line);
		if (words.size() < 3) return 2;
		const pid_t pid = fork();
		if (pid < 0) return 3;
		if (pid == 0) {
			setenv("MERIDIAN_EA_KEY", words[0].c_str(), 1);
			if (freopen(words[1].c_str(), "a", stderr) == nullptr) _exit(3);
			std::vector<char *> arguments;
			for (size_t i = 2; i < words.size(); i++) arguments.push_back(words[i].data());
			arguments.push_back(nullptr);
			exit(run(static_cast<int>(arguments.size()) - 1, arguments.data()));
		}
		int status = 0;
		if (!say("started " + std::to_string(pid)) || waitpid(pid, &status, 0) != pid) return 3;
		if (!say(WIFSIGNALED(status) ? "gone signal " + std::to_string(WTERMSIG(status)) : "gone exit " + std::to_string(WEXITSTATUS(status)))) return 3;
	}
	return 0;
}
