import Testing

/// All tests that wait for a terminal's screen, run serially: each wait blocks one of the few
/// threads on which the rest of the tests, servers included, run.
@Suite(.serialized) enum TerminalTests {}
