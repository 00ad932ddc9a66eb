// Terminals on simulated time, one after another, each in a process that begins as a copy of this one: to start a program costs more than most of what it then does.
//   KEY <tab> LOG <tab> NAME <tab> ARGUMENT...   a terminal begins: `started PID`; then the commands of puppet.hpp are its own, until it ends: `gone exit|signal N`
#pragma once

int servePuppets(int (*run)(int, char **));
