# Building needs Swift 6.2 or later; `make deps` brings the libraries of the system.

SWIFT ?= swift
# Further options of every build, such as `-debug-info-format none`, with which CI compiles sooner, and
# of debug builds only.
WORKQL_BUILD_OPTIONS ?=
WORKQL_DEBUG_OPTIONS ?=
DEBUG = $(WORKQL_BUILD_OPTIONS) $(WORKQL_DEBUG_OPTIONS)
PREFIX ?= /usr/local
SOURCES = Package.swift Sources Tests Benchmarks examples
APT = libedit-dev libre2-dev libsqlite3-dev libsimdjson-dev libutf8proc-dev libxlsxwriter-dev \
	libminizip-dev libexpat1-dev libzstd-dev nettle-dev \
	binutils g++ git libc6-dev pkg-config tzdata zlib1g-dev
BREW = libedit re2 sqlite simdjson utf8proc libxlsxwriter minizip expat zstd nettle
MODULES = libedit re2 sqlite3 simdjson libutf8proc xlsxwriter minizip expat libzstd nettle
HEADERS = histedit.h re2/re2.h sqlite3.h simdjson.h utf8proc.h xlsxwriter.h minizip/unzip.h expat.h \
	zstd.h zlib.h nettle/sha2.h

# The suites that have a longer run than a developer waits for.
LONG = LongTests\.|\.FuzzTests/

# The suites that compute, or start many processes.
BUSY = InterruptionTests|StoppingTests|StoreProcessTests|TypeMatrixTests
BUSY := $(BUSY)|TypeRandomTests|ListFaultTests|FileForeignTests|ProxyTests|NetworkTests
BUSY := $(BUSY)|NetworkTroubleTests|SecretMarkerTests|ServerStopTests
# Those whose load keeps even these from their clocks.
HEAVY = ServerProgramTests|GoldenMessageTests|WarehouseKillTests|LakeEngineTests

.PHONY: demo build embedding load test tested soak command order install uninstall deb tarball packaging \
	compare bench counts counted measure deps format lint

# Who was late how often, from the sandbox. A debug build, because that is sooner done than a
# release build, and the demo does not need the speed.
demo: build
	@printf '%s;\n\n' "$$DEMO"
	@.build/debug/workql --demo -c "$$DEMO"

define DEMO
SELECT userid, count(*) AS late, min(time(checkin_time)) AS earliest
FROM checkin
WHERE userid IN ('zhangsan', 'lisi', 'wangwu', 'sunqi', 'wujiu', 'caoyun')
  AND exception_type LIKE '%时间异常%'
SINCE 30d
GROUP BY userid
ORDER BY late DESC, userid
endef
export DEMO

build: deps
	$(SWIFT) build $(DEBUG) --product workql

# The programs of examples/Embedding, built in this package's graph.
embedding: deps
	$(SWIFT) build $(DEBUG) --product EmbeddingExample
	@.build/debug/EmbeddingExample
	$(SWIFT) build $(DEBUG) --product FormatsExample
	@folder=$$(mktemp -d) && .build/debug/FormatsExample "$$folder" && rm -r "$$folder"

# A hundred queries at once, and thousands after them, in a process whose threads and memory nobody
# else uses; ten thousand with WORKQL_SOAK, in the build that is counted.
load: deps
	$(if $(WORKQL_SOAK),WORKQL_BENCHMARKS=1 )$(SWIFT) build \
		$(if $(WORKQL_SOAK),$(TESTED),$(DEBUG)) \
		--product LoadExample
	.build/$(if $(WORKQL_SOAK),release,debug)/LoadExample

# With SHORT the long suites are left to `make soak`, which runs the same tests at greater length.
# Those that keep all cores busy run after the others, some of which wait for clocks and screens.
# With WORKQL_TESTABLE they are run from the build of the long tests, as CI does: they take half the
# time there, and nothing else needs them in a debug build.
test: deps
	$(TESTBUILD)
	$(RUN) --skip '\.($(BUSY)|$(HEAVY))/$(if $(SHORT),|$(LONG))'
	$(RUN) --filter '\.($(BUSY))/'
	$(RUN) --filter '\.($(HEAVY))/'

# By themselves: they take all cores for minutes, and the tests at a terminal wait for its screen.
# Optimised, because most of their time is computation; in the folder of the other release builds.
# `swift test` compiles with flags of its own, so that `make counts` would compile everything again.
soak: tested
	WORKQL_SOAK=$${WORKQL_SOAK:-20} $(RUNTESTED) --filter '$(LONG)'

tested: deps
	$(BUILDTESTED)

# Types are made by calls and not from their names, for which the runtime would look through all
# conformances there are.
OPTIMISED = $(WORKQL_BUILD_OPTIONS) -c release -Xswiftc -Xfrontend \
	-Xswiftc -disable-concrete-type-metadata-mangled-name-accessors
# What the long tests run and what is counted: one build for both, whose modules tests can import.
TESTED = $(OPTIMISED) -Xswiftc -enable-testing
BUILDTESTED = WORKQL_BENCHMARKS=1 $(SWIFT) build $(TESTED) --build-tests
RUNTESTED = WORKQL_BENCHMARKS=1 $(SWIFT) test $(TESTED) --skip-build
ifneq ($(WORKQL_TESTABLE),)
TESTBUILD = $(BUILDTESTED)
RUN = $(RUNTESTED)
else
TESTBUILD = $(SWIFT) build $(DEBUG) --build-tests
RUN = $(SWIFT) test $(DEBUG) --skip-build
endif

# Swift's runtime is linked in, where it can be, so that the command needs no Swift to run; and
# nothing loads symbols from it, so that none are listed for the loader. With WORKQL_TESTABLE the
# command comes from the build of the long tests instead, as CI does so as to compile once; Swift has
# no library of its tests to be linked in.
RELEASE = $(OPTIMISED)
ifneq ($(WORKQL_TESTABLE),)
RELEASE = $(TESTED)
else ifeq ($(shell uname -s),Linux)
RELEASE += --static-swift-stdlib -Xlinker --no-export-dynamic --disable-local-rpath
endif

# The command has these libraries in it too, where all of them are there as archives: finding and
# joining them each time takes as long as answering SELECT 1. For simdjson, which is loaded when it is
# needed, there is an archive of nothing, and the name of the file that the loader will look for.
ARCHIVES = sqlite3 re2 utf8proc edit bsd md tinfo minizip expat nettle z stdc++ gcc_eh
# The commit, which --version shows.
LINKING = WORKQL_COMMIT="$$(packaging/version commit)" WORKQL_ARCHIVES="$$(cd .build/archives 2>/dev/null && pwd)" \
	WORKQL_SIMDJSON="$$(cat .build/archives/simdjson 2>/dev/null)" \
	WORKQL_LINKER="$$(cat .build/archives/linker 2>/dev/null)"
COMMAND = $(LINKING) $(SWIFT) build $(RELEASE) --product workql
command: deps
	@rm -rf .build/archives
	@[ "$$(uname -s)" = Linux ] || exit 0; mkdir -p .build/archives; cd .build/archives; \
	for name in $(ARCHIVES); do \
		file=$$(c++ -print-file-name="lib$$name.a"); \
		if [ ! -f "$$file" ]; then cd ..; rm -rf archives; exit 0; fi; \
		ln -s "$$file" .; \
	done; \
	ar rc libsimdjson.a; \
	objdump -p "$$(c++ -print-file-name=libsimdjson.so)" | sed -n 's/^ *SONAME *//p' >simdjson; \
	if tools=$$($(SWIFT) -print-target-info 2>/dev/null | \
			sed -n 's/.*"runtimeResourcePath": "\(.*\)\/lib\/swift[^"]*".*/\1/p') && \
		[ -x "$$tools/bin/ld.lld" ]; then echo lld >linker; fi
	$(COMMAND)

# What a start of the command uses, for the linker to put side by side.
order: command
	Benchmarks/order
	$(COMMAND)

# The binary that is installed and packed; one that is named is taken as it is.
ifeq ($(BINARY),)
PACKED = command
BINARY = $$($(COMMAND) --show-bin-path)/workql
endif

# The command with its manual, completions for three shells, units of systemd and examples; and all
# of it away again.
install: $(PACKED)
	packaging/lay install "$(BINARY)" "$(PREFIX)" "$(DESTDIR)"

uninstall:
	packaging/lay uninstall "$(PREFIX)" "$(DESTDIR)"

# A package for Debian 12 and its like, and an archive for other systems, in .build/packages.
deb: $(PACKED)
	packaging/build-deb "$(BINARY)"

tarball: $(PACKED)
	packaging/build-tarball "$(BINARY)"

# Installs and removes them, in a fresh Debian where debootstrap is there.
packaging: $(PACKED)
	Tests/packaging "$(BINARY)"

# WorkQL and its peers on the same work; ARGS=--write keeps the results.
compare: measure command
	Benchmarks/compare $(ARGS)

# Each stage by itself. A package of its own, which is built in a place of its own.
bench: deps
	WORKQL_BENCHMARKS=1 $(SWIFT) package --package-path Benchmarks --scratch-path .build-bench \
		--disable-sandbox benchmark $(ARGS)

# The instructions of each stage against Benchmarks/counts.txt; WRITE=1 writes them again.
counts: counted
	Benchmarks/counts $(if $(WRITE),--write)

counted: deps
	WORKQL_BENCHMARKS=1 $(SWIFT) build $(TESTED) --product WorkQLMeasure

measure: deps
	WORKQL_BENCHMARKS=1 $(SWIFT) build $(RELEASE) --product WorkQLMeasure

# Nothing is done, and nothing said, where everything is there.
deps:
	@command -v $(SWIFT) >/dev/null || \
		{ echo "make: Swift is missing; see https://www.swift.org/install" >&2; exit 1; }
	@if pkg-config --exists $(MODULES) 2>/dev/null; then exit 0; fi; \
	missing=; \
	for header in $(HEADERS); do \
		found=; \
		for folder in /usr/include /usr/local/include /opt/homebrew/include \
				/usr/local/opt/*/include /opt/homebrew/opt/*/include; do \
			if [ -e "$$folder/$$header" ]; then found=1; break; fi; \
		done; \
		[ -n "$$found" ] || missing="$$missing $$header"; \
	done; \
	[ -n "$$missing" ] || exit 0; \
	sudo=; \
	if [ "$$(id -u)" != 0 ]; then sudo=$$(command -v sudo || true); fi; \
	if command -v brew >/dev/null; then \
		brew install $(BREW); \
	elif command -v apt-get >/dev/null && { [ "$$(id -u)" = 0 ] || [ -n "$$sudo" ]; }; then \
		$$sudo apt-get update && \
			$$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y $(APT); \
	else \
		echo "make: these headers are missing:$$missing" >&2; \
		echo "make: on Debian and Ubuntu, apt-get install $(APT)" >&2; \
		echo "make: with Homebrew, brew install $(BREW)" >&2; \
		exit 1; \
	fi

format:
	$(SWIFT) format --in-place --recursive $(SOURCES)

lint:
	$(SWIFT) format lint --strict --recursive $(SOURCES)
